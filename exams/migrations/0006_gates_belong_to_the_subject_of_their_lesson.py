"""A lesson that was moved to another subject left the exams that open it behind; they follow it now, and those left
behind earlier follow here."""

from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def follow_lessons(apps: Any, schema_editor: Any) -> None:
    exams = apps.get_model("exams", "Exam").objects
    lessons = apps.get_model("trainings", "Lesson").objects
    subject = lessons.filter(pk=OuterRef("lesson")).values("subject")[:1]
    left_behind = exams.filter(lesson__isnull=False).exclude(subject=F("lesson__subject"))
    exams.filter(pk__in=list(left_behind.values_list("pk", flat=True))).update(subject=Subquery(subject))


class Migration(migrations.Migration):
    dependencies = [("exams", "0005_names_in_order"), ("trainings", "0006_names_in_order")]

    operations = [migrations.RunPython(follow_lessons, migrations.RunPython.noop)]
