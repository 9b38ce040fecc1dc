"""Help texts of the fields of a user. Nothing runs on the database."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_standard_names"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="color",
            field=models.CharField(
                blank=True,
                help_text="The user's colour in calendars, as #rrggbb.",
                max_length=7,
                validators=[django.core.validators.RegexValidator("^#[0-9a-fA-F]{6}\\Z", "Write a colour as #rrggbb.")],
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="expires_on",
            field=models.DateField(blank=True, help_text="The last day on which the user can log in.", null=True),
        ),
        migrations.AlterField(
            model_name="user",
            name="is_pilot",
            field=models.BooleanField(default=False, help_text="Flies for the school, regardless of role."),
        ),
        migrations.AlterField(
            model_name="user",
            name="personnel_number",
            field=models.CharField(
                blank=True, help_text="The user's personnel number in the school's other systems.", max_length=50
            ),
        ),
    ]
