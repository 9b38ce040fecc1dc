"""The boundary that the restart of a lesson sets (docs/decisions/0032). exams/sitting/restarting.py sets it."""

import uuid
from datetime import datetime

from django.db.models import Max

from trainings.enrollments.progress import build_lesson_is_studied
from trainings.models import Enrollment, Lesson, LessonReset


def find_boundary(enrollment_id: uuid.UUID, lesson_id: uuid.UUID) -> datetime | None:
    """When the enrollment last started the lesson again; None if never."""
    rows = LessonReset.objects.filter(enrollment=enrollment_id, lesson=lesson_id)
    boundary: datetime | None = rows.aggregate(last=Max("reset_at"))["last"]
    return boundary


def date_in_cycle(now: datetime, enrollment_id: uuid.UUID, lesson_id: uuid.UUID | None) -> datetime:
    """The moment to store for what the enrollment does now for the lesson: never before the boundary.

    The clocks of the processes that store a restart and what follows it may differ. One query, none without a lesson.
    """
    boundary = find_boundary(enrollment_id, lesson_id) if lesson_id else None
    return max(now, boundary) if boundary else now


def is_lesson_studied(enrollment: Enrollment, lesson_id: uuid.UUID) -> bool:
    """Whether the enrollment has completed the slides of the lesson since its last restart."""
    rows = Lesson.objects.filter(pk=lesson_id).annotate(is_studied=build_lesson_is_studied(enrollment))
    return rows.filter(is_studied=True).exists()
