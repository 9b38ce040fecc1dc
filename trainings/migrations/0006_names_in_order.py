from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_names_in_order"),
        ("trainings", "0005_text_in_one_spelling"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lesson",
            name="name",
            field=models.CharField(db_collation="names", max_length=200),
        ),
        migrations.AlterField(
            model_name="subject",
            name="name",
            field=models.CharField(db_collation="names", max_length=200),
        ),
        migrations.AlterField(
            model_name="training",
            name="name",
            field=models.CharField(db_collation="names", max_length=200),
        ),
    ]
