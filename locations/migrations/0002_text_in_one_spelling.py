"""Names that were stored with invisible characters or decomposed letters can be found again. What is signed stays: it
tells of people and things by id, and keeps what they were called then."""

from django.db import migrations

from core.text.mending import mend_lines


def mend(apps, schema_editor):
    mend_lines(apps.get_model("locations", "Location"), "name", "address")


class Migration(migrations.Migration):
    dependencies = [("locations", "0001_initial")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop, elidable=True)]
