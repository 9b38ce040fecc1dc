"""Lessons and exams of a subject are in one order from now on. Until now its exams came after its lessons, in an order of
their own; they keep their places."""

from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.models import Max

LAST_PLACE = 2**31 - 1
BATCH = 1000


def place_exams_after_lessons(apps: Any, schema_editor: Any) -> None:
    exams = apps.get_model("exams", "Exam").objects
    lessons = apps.get_model("trainings", "Lesson").objects
    last_places = dict(lessons.order_by().values_list("subject").annotate(last=Max("order")))
    own_exams = exams.filter(lesson=None).order_by("subject_id", "order", "name", "id")
    rows = list(own_exams.only("subject_id", "order"))
    for subject_id, group in groupby(rows, key=lambda row: row.subject_id):
        for place, exam in enumerate(group, start=last_places.get(subject_id, 0) + 1):
            exam.order = min(place, LAST_PLACE)
    exams.bulk_update(rows, ["order"], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("exams", "0010_admin_labels"), ("trainings", "0008_admin_labels")]

    operations = [migrations.RunPython(place_exams_after_lessons, migrations.RunPython.noop)]
