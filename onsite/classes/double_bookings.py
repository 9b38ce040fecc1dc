"""People and locations that two classes need at the same time. They are reported when a class is scheduled, and never
prevent it (docs/api.md, section 5)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Q

from onsite.models import Attendance, ClassSession
from onsite.querysets import build_near_filter


@dataclass(frozen=True)
class DoubleBooking:
    """What a class shares with an overlapping class, `other`: `type` is `teacher`, `student` or `location`, and `id` is
    that of the user or the location."""

    type: str
    id: int | uuid.UUID
    other: ClassSession


def find_double_bookings(session: ClassSession) -> list[DoubleBooking]:
    """The double bookings of a class, earliest first, in three queries. A person is busy in classes they teach and in
    classes they attend."""
    students = sorted(session.attendances.values_list("enrollment__user_id", flat=True))
    people = {session.teacher_id, *students}
    attendees = read_attendees(session, people)
    location = Q(location_id=session.location_id) if session.location_id else Q(pk__in=[])  # matches nothing
    others = ClassSession.objects.live().filter(company_id=session.company_id).exclude(pk=session.pk)
    candidates = others.filter(Q(teacher_id__in=people) | Q(pk__in=attendees) | location).order_by("starts_at", "id")
    return [
        booking
        for other in candidates.list_overlapping(session.starts_at, session.ends_at)
        for booking in iterate_shared(session, other, students, attendees.get(other.pk, set()) | {other.teacher_id})
    ]


def read_attendees(session: ClassSession, people: Collection[int]) -> Mapping[uuid.UUID, set[int]]:
    """Which of the people are on the roster of each class that may overlap with `session`."""
    rows = Attendance.objects.live().filter(build_near_filter(session.starts_at, session.ends_at))
    attendees: dict[uuid.UUID, set[int]] = defaultdict(set)
    for class_id, user_id in rows.filter(enrollment__user_id__in=people).values_list(
        "class_session_id", "enrollment__user_id"
    ):
        attendees[class_id].add(user_id)
    return attendees


def iterate_shared(
    session: ClassSession, other: ClassSession, students: list[int], busy: set[int]
) -> Iterator[DoubleBooking]:
    """The double bookings of a class with `other`, which overlaps with it; `busy` are the ids of its users."""
    if session.teacher_id in busy:
        yield DoubleBooking("teacher", session.teacher_id, other)
    for student in students:
        if student in busy:
            yield DoubleBooking("student", student, other)
    if session.location_id and session.location_id == other.location_id:
        yield DoubleBooking("location", session.location_id, other)
