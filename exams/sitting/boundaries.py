"""The boundary that the restart of a lesson sets (docs/decisions/0032). exams/sitting/restarting.py sets it."""

import uuid
from datetime import datetime

from django.db.models import Max

from exams.cycles import LessonReset


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
