import uuid
from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over_the_pass_marks(apps: Any, schema_editor: Any) -> None:
    """Attempts from before get the pass mark that their exam has now; no older one is known."""
    exams = apps.get_model("exams", "Exam").objects.filter(pk=OuterRef("exam"))
    apps.get_model("exams", "Attempt").objects.update(pass_percent=Subquery(exams.values("pass_percent")[:1]))


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0001_initial"),
        ("trainings", "0002_enrollment_carries_its_company"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="pass_percent",
            field=models.PositiveSmallIntegerField(
                default=75, editable=False, help_text="The exam's pass mark when the attempt was started."
            ),
        ),
        migrations.AlterField(
            model_name="option",
            name="id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("pass_percent__lte", 100)), name="attempt_pass_mark_is_a_percentage"
            ),
        ),
        migrations.RunPython(take_over_the_pass_marks, migrations.RunPython.noop),
    ]
