"""The full text of entries on PostgreSQL, made while others read and write."""

from django.db import migrations

# Without a list of pending entries, as the indexes of 0002.
MAKE = (
    "CREATE INDEX CONCURRENTLY IF NOT EXISTS search_entries ON search_document"
    " USING gin (vector) WITH (fastupdate = off) WHERE what = 'entry'"
)
DROP = "DROP INDEX CONCURRENTLY IF EXISTS search_entries"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)  # what an interrupted attempt left behind is not valid
        schema_editor.execute(MAKE)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("search", "0003_entries")]
    operations = [migrations.RunPython(add, remove)]
