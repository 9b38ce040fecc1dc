from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_names_in_order"),
        ("missions", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="flighttemplate",
            name="name",
            field=models.CharField(db_collation="names", max_length=200),
        ),
    ]
