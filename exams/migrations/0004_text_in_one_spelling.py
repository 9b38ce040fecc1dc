"""Names that were stored with invisible characters or decomposed letters can be found again. What is signed stays: it
tells of people and things by id, and keeps what they were called then."""

from django.db import migrations

from core.text.mending import mend_lines


def mend(apps, schema_editor):
    mend_lines(apps.get_model("exams", "Exam"), "name")


class Migration(migrations.Migration):
    dependencies = [("exams", "0003_unguessable_files")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop, elidable=True)]
