"""What each database keeps of a document's words."""

from django.db import migrations

# A later change of search_document on SQLite makes the table anew and has to make the trigger anew.
SQLITE = [
    """
    CREATE VIRTUAL TABLE search_fts USING fts5(
        what, title, tags, text, answers, title_forms, tags_forms, text_forms, answers_forms,
        tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'",
        prefix = '2 3'
    )
    """,
    """
    CREATE TRIGGER search_fts_drop AFTER DELETE ON search_document BEGIN
        DELETE FROM search_fts WHERE rowid = old.id;
    END
    """,
]
SQLITE_BACK = ["DROP TRIGGER search_fts_drop", "DROP TABLE search_fts"]
POSTGRESQL = [
    "ALTER TABLE search_document ADD COLUMN vector tsvector",
    # Without a list of pending entries, that every search would read through until a VACUUM.
    *(
        f"CREATE INDEX search_{name} ON search_document USING gin (vector)"
        f" WITH (fastupdate = off) WHERE what = '{what}'"
        for name, what in (("questions", "question"), ("answers", "answer"), ("people", "person"))
    ),
]
POSTGRESQL_BACK = ["ALTER TABLE search_document DROP COLUMN vector"]


def add(apps, schema_editor):
    run(schema_editor, SQLITE, POSTGRESQL)


def remove(apps, schema_editor):
    run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


def run(schema_editor, on_sqlite, on_postgresql):
    vendor = schema_editor.connection.vendor
    for statement in on_postgresql if vendor == "postgresql" else on_sqlite:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents")]
    operations = [migrations.RunPython(add, remove)]
