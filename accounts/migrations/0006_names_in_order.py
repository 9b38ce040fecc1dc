"""The order of names becomes a choice (core/text/collation.py), where each database had its own: bytes, or whatever the
server was set up with. SQLite gets the collation with each connection."""

from django.contrib.postgres.operations import CreateCollation
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_text_in_one_spelling"),
    ]

    operations = [
        CreateCollation("names", provider="icu", locale="und-u-kn-true"),
        migrations.AlterField(
            model_name="company",
            name="name",
            field=models.CharField(db_collation="names", max_length=200, unique=True),
        ),
        migrations.AlterField(
            model_name="pilotgroup",
            name="name",
            field=models.CharField(db_collation="names", max_length=200),
        ),
        migrations.AlterField(
            model_name="user",
            name="name",
            field=models.CharField(db_collation="names", max_length=100),
        ),
        migrations.AlterField(
            model_name="user",
            name="surname",
            field=models.CharField(db_collation="names", max_length=100),
        ),
    ]
