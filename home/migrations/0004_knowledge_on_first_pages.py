"""The first home page, where nobody has changed it, shows what was confirmed last."""

import uuid

from django.db import migrations

BLOCK = {"heading": "Knowledge, fresh", "show": "fresh", "limit": 4}


def add(apps, schema_editor):
    HomePage = apps.get_model("home", "HomePage")
    for home in HomePage.objects.filter(latest_revision=None):
        beside = home.beside.raw_data
        if not len(beside) or any(block["type"] == "knowledge" for block in beside):
            continue
        beside.insert(0, {"type": "knowledge", "value": BLOCK, "id": str(uuid.uuid4())})
        home.save(update_fields=["beside"])


class Migration(migrations.Migration):
    dependencies = [("home", "0003_blocks_of_knowledge")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
