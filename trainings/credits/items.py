"""What can be credited to an enrollment: the lessons, exams and missions of its training."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from exams.authoring.ordering import get_place
from exams.models import Exam
from missions.models import FlightTemplate
from trainings.enrollments.progress import (
    build_exam_is_done,
    build_flight_is_done,
    build_is_credited,
    build_lesson_is_done,
)
from trainings.models import Credit, Enrollment, Lesson, Subject

MISSIONS = "Missions"
WHOLE_TRAINING = "Whole training"
MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class Item:
    """An item of the syllabus as one enrollment stands in it; `group` is the name of its subject, `WHOLE_TRAINING` or
    `MISSIONS`, `code` that of the subject, and `minutes` what is planned for it."""

    kind: Credit.Kind
    id: uuid.UUID
    name: str
    group: str
    is_done: bool
    is_credited: bool
    code: str = ""
    minutes: int = 0


def list_items(enrollment: Enrollment, now: datetime) -> list[Item]:
    """Everything that could be credited, in the order of the syllabus: subjects, exams of the whole training, missions.
    Three queries.

    A gate exam is no item: whoever is credited its lesson need not pass it.
    """
    training = enrollment.training
    lessons: QuerySet[Any] = Lesson.objects.live().filter(subject__training=training).select_related("subject")
    exams: QuerySet[Any] = Exam.objects.live().of_training(training).filter(lesson__isnull=True)
    missions: QuerySet[Any] = FlightTemplate.objects.live().filter(training=training)
    is_credited = build_is_credited(enrollment)
    lessons = lessons.annotate(is_done=build_lesson_is_done(enrollment, training, now), is_credited=is_credited)
    exams = exams.annotate(is_done=build_exam_is_done(enrollment, training, now), is_credited=is_credited)
    missions = missions.annotate(is_done=build_flight_is_done(enrollment), is_credited=is_credited)
    in_subjects = [(Credit.Kind.LESSON, row) for row in lessons]
    exams = exams.select_related("subject")
    in_subjects += [(Credit.Kind.EXAM, row) for row in exams if row.subject]
    in_subjects.sort(key=lambda pair: (*get_subject_place(pair[1].subject), get_place(pair[1])))
    flown = [build_item(Credit.Kind.MISSION, row, MISSIONS) for row in missions.order_by("order", "id")]
    return [
        *(build_item(kind, row, str(row.subject)) for kind, row in in_subjects),
        *(build_item(Credit.Kind.EXAM, row, WHOLE_TRAINING) for row in exams if row.subject is None),
        *flown,
    ]


def get_subject_place(subject: Subject) -> tuple[int, str, str]:
    return subject.order, subject.code, str(subject.pk)


def build_item(kind: Credit.Kind, row: Any, group: str) -> Item:
    is_mission = kind == Credit.Kind.MISSION
    minutes = round(row.hours * MINUTES_PER_HOUR) if is_mission else row.duration_minutes or 0
    code = "" if is_mission or row.subject is None else row.subject.code
    return Item(kind, row.pk, row.name, group, row.is_done, row.is_credited, code, minutes)


def read_item_names(credits: Iterable[Credit]) -> dict[uuid.UUID, str]:
    """The names of credited items by id, also of items that were deleted since. Three queries, none without credits."""
    ids = {row.item_id for row in credits}
    if not ids:
        return {}
    lessons = Lesson.objects.filter(pk__in=ids).select_related("subject")
    exams = Exam.objects.filter(pk__in=ids).select_related("subject", "training")
    names = {row.pk: f"{row.subject}: {row.name}" for row in lessons}
    names |= {row.pk: f"{row.owner}: {row.name}" for row in exams}
    return names | {row.pk: row.name for row in FlightTemplate.objects.filter(pk__in=ids)}


def read_item_trainings(credits: Iterable[Credit]) -> dict[uuid.UUID, uuid.UUID]:
    """The trainings of credited items by their ids, also of items that were deleted since. Three queries."""
    ids = {row.item_id for row in credits}
    lessons = Lesson.objects.filter(pk__in=ids).values_list("pk", "subject__training")
    exams = Exam.objects.filter(pk__in=ids).values_list("pk", Coalesce("subject__training", "training"))
    missions = FlightTemplate.objects.filter(pk__in=ids).values_list("pk", "training")
    return {item: training for rows in (lessons, exams, missions) for item, training in rows}
