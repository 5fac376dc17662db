"""A site begins with a few lifespans that fit most of what people write down."""

from django.db import migrations

LIFESPANS = [
    # name, what it is for, days, notice, grace, when it lapses
    (
        "This week's outage",
        "What is true until somebody repairs it: outages, known faults, workarounds.",
        3, 0.5, 2, "leaves",
    ),
    (
        "Until the next version",
        "What a release may change: settings, menus, versions to avoid.",
        60, 10, 21, "leaves",
    ),
    (
        "How something is done",
        "Instructions that hold for a while: setting up, moving, repairing.",
        180, 14, 45, "leaves",
    ),
    (
        "How the company works",
        "What seldom changes: warranty, orders, who is who.",
        365, 30, 90, "last",
    ),
]
ANSWERS = (
    "Accepted answers",
    "Every answer that solved a question.",
    270, 21, 120, "stays",
)


def add(apps, schema_editor):
    Lifespan = apps.get_model("ephemeral", "Lifespan")
    for row in [*LIFESPANS, ANSWERS]:
        name, about, days, notice, grace, on_lapse = row
        Lifespan.objects.get_or_create(
            name=name,
            defaults={
                "about": about, "days": days, "notice_days": notice, "grace_days": grace,
                "on_lapse": on_lapse, "is_for_answers": row is ANSWERS,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("ephemeral", "0002_entries_lifetimes_and_promises")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
