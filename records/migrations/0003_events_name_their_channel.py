"""The way an act came in is one of a list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_append_only"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="actor_kind",
            field=models.CharField(
                choices=[
                    ("session", "Session"),
                    ("key", "API key"),
                    ("admin", "Admin"),
                    ("command", "Command"),
                    ("cron", "By the clock"),
                    ("server", "Server"),
                ],
                max_length=10,
            ),
        ),
    ]
