"""Documents of entries. On SQLite the table is made anew by it, and so is its trigger."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TRIGGER = """
    CREATE TRIGGER search_fts_drop AFTER DELETE ON search_document BEGIN
        DELETE FROM search_fts WHERE rowid = old.id;
    END
"""


def make_anew(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER IF EXISTS search_fts_drop")
        schema_editor.execute(TRIGGER)


def forget_entries(apps, schema_editor):
    apps.get_model("search", "Document").objects.filter(what="entry").delete()


def nothing(apps, schema_editor):
    pass


class Migration(migrations.Migration):
    dependencies = [
        ('ephemeral', '0002_entries_lifetimes_and_promises'),
        ('questions', '0003_imported_revisions'),
        ('search', '0002_full_text'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(nothing, make_anew),  # the last step of going back
        migrations.RemoveConstraint(
            model_name='document',
            name='a_document_is_of_one_thing',
        ),
        migrations.AddField(
            model_name='document',
            name='entry',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='ephemeral.entry'),
        ),
        migrations.AlterField(
            model_name='document',
            name='what',
            field=models.CharField(choices=[('question', 'Question'), ('answer', 'Answer'), ('person', 'Person'), ('entry', 'Entry')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', None), ('entry', None), ('member', None), ('question__isnull', False), ('what', 'question')), models.Q(('answer__isnull', False), ('entry', None), ('member', None), ('question__isnull', False), ('what', 'answer')), models.Q(('answer', None), ('entry', None), ('member__isnull', False), ('question', None), ('what', 'person')), models.Q(('answer', None), ('entry__isnull', False), ('member', None), ('question', None), ('what', 'entry')), _connector='OR'), name='a_document_is_of_one_thing'),
        ),
        migrations.RunPython(make_anew, forget_entries),
    ]
