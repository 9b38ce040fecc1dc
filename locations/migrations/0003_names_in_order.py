from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_names_in_order"),
        ("locations", "0002_text_in_one_spelling"),
    ]

    operations = [
        migrations.AlterField(
            model_name="location",
            name="name",
            field=models.CharField(db_collation="names", max_length=200),
        ),
    ]
