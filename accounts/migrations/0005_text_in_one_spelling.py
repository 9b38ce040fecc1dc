"""Names that were stored with invisible characters or decomposed letters can be found again. What is signed stays: it
tells of people and things by id, and keeps what they were called then."""

from django.db import migrations

from core.text.mending import mend_emails, mend_lines


def mend(apps, schema_editor):
    mend_emails(apps.get_model("accounts", "User"), "email")
    mend_lines(apps.get_model("accounts", "User"), "name", "surname", "phone")
    mend_lines(apps.get_model("accounts", "Company"), "name")
    mend_lines(apps.get_model("accounts", "PilotGroup"), "name")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_kept_answers_and_guesses_by_age")]

    operations = [migrations.RunPython(mend, migrations.RunPython.noop, elidable=True)]
