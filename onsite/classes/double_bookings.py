"""Who and what would have to be in two classes at once. Reported when a class is scheduled, never refused."""

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q

from onsite.models import Attendance, ClassSession
from trainings.models import MAX_MINUTES


@dataclass(frozen=True)
class DoubleBooking:
    """The teacher, a student or the location (`id`) of a class is needed in `other` at the same time."""

    type: str
    id: int | uuid.UUID
    other: ClassSession


def find_double_bookings(session: ClassSession) -> list[DoubleBooking]:
    """Those of one class, soonest first, in three queries. A person is busy where teaching and where attending."""
    students = sorted(session.attendances.values_list("enrollment__user_id", flat=True))
    people = {session.teacher_id, *students}
    rows = Attendance.objects.live().filter(build_overlap_filter(session), enrollment__user_id__in=people)
    busy: dict[uuid.UUID, set[int]] = defaultdict(set)
    for class_id, user_id in rows.values_list("class_session_id", "enrollment__user_id"):
        busy[class_id].add(user_id)
    place = Q(location_id=session.location_id) if session.location_id else Q(pk__in=[])
    others = (
        ClassSession.objects.live()
        .filter(build_overlap_filter(session), company_id=session.company_id)
        .exclude(pk=session.pk)
    )
    concerned = others.filter(Q(teacher_id__in=people) | Q(pk__in=busy) | place).order_by("starts_at", "id")
    return [
        booking
        for other in concerned
        if other.ends_at > session.starts_at
        for booking in find_shared(session, other, students, busy[other.pk] | {other.teacher_id})
    ]


def build_overlap_filter(session: ClassSession) -> Q:
    """Starts before the class ends, and late enough to be still going on; no class is longer than a day."""
    return Q(starts_at__lt=session.ends_at, starts_at__gt=session.starts_at - timedelta(minutes=MAX_MINUTES))


def find_shared(
    session: ClassSession, other: ClassSession, students: list[int], busy: set[Any]
) -> Iterator[DoubleBooking]:
    if session.teacher_id in busy:
        yield DoubleBooking("teacher", session.teacher_id, other)
    for student in students:
        if student in busy:
            yield DoubleBooking("student", student, other)
    if session.location_id and session.location_id == other.location_id:
        yield DoubleBooking("location", session.location_id, other)
