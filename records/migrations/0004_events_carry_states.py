"""An event about evidence carries digests of the rows it speaks of; those of before carry none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_events_name_their_channel"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="state",
            field=models.TextField(blank=True, default=""),
        ),
    ]
