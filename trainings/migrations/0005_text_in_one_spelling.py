"""Names that were stored with invisible characters or decomposed letters can be found again. What is signed stays: it
tells of people and things by id, and keeps what they were called then."""

from django.db import migrations

from core.text.mending import mend_lines


def mend(apps, schema_editor):
    for model in ("Training", "Subject", "Lesson"):
        mend_lines(apps.get_model("trainings", model), "name")


class Migration(migrations.Migration):
    dependencies = [("trainings", "0004_unguessable_files")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop, elidable=True)]
