from django.db import migrations


class Migration(migrations.Migration):
    """The library indexes what waits. What runs is looked for every few seconds, what ended hourly."""

    dependencies = [
        ("community", "0004_former_handles_and_private_addresses"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX jobs_by_status"
            " ON django_tasks_database_dbtaskresult (status, finished_at)",
            "DROP INDEX jobs_by_status",
        ),
    ]
