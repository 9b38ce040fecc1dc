from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_names_in_order"),
        ("exams", "0004_text_in_one_spelling"),
    ]

    operations = [
        migrations.AlterField(
            model_name="exam",
            name="name",
            field=models.CharField(db_collation="names", max_length=200),
        ),
    ]
