"""People and locations that two classes need at the same time. They are reported when a class is scheduled, and never
prevent it (docs/api.md, section 5)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True)
class Need:
    """What a class takes from its start to its end: its teacher, its location and these students. The class may be one
    that is only planned and not stored."""

    session: ClassSession
    student_ids: Sequence[int]

    @property
    def people(self) -> set[int]:
        return {self.session.teacher_id, *self.student_ids}


def build_need(session: ClassSession) -> Need:
    """The need of a stored class. One query."""
    return Need(session, sorted(session.attendances.values_list("enrollment__user_id", flat=True)))


def find_double_bookings(session: ClassSession) -> list[DoubleBooking]:
    """The double bookings of a class, earliest first, in three queries. A person is busy in classes they teach and in
    classes they attend."""
    return find_all_double_bookings([build_need(session)])[0]


def find_all_double_bookings(needs: Sequence[Need]) -> list[list[DoubleBooking]]:
    """The double bookings of each class, with stored classes and with the others of `needs`, earliest first. All are of
    one school. Two queries, however many classes there are."""
    if not needs:
        return []
    start, end = min(need.session.starts_at for need in needs), max(need.session.ends_at for need in needs)
    people = set[int]().union(*(need.people for need in needs))
    attendees = read_attendees(start, end, people)
    locations = {need.session.location_id for need in needs} - {None}
    others = ClassSession.objects.live().filter(company_id=needs[0].session.company_id)
    others = others.exclude(pk__in=[need.session.pk for need in needs])
    is_shared = Q(teacher_id__in=people) | Q(pk__in=attendees) | Q(location_id__in=locations)
    stored = others.filter(is_shared).order_by("starts_at", "id").list_overlapping(start, end)
    busy = [(other, attendees.get(other.pk, set()) | {other.teacher_id}) for other in stored]
    busy += [(need.session, need.people) for need in needs]
    busy.sort(key=lambda pair: (pair[0].starts_at, pair[0].pk))
    return [list(iterate_bookings(need, busy)) for need in needs]


def iterate_bookings(need: Need, busy: Iterable[tuple[ClassSession, set[int]]]) -> Iterator[DoubleBooking]:
    """The double bookings of a class with those that it overlaps with, of which `busy` has the users."""
    session = need.session
    for other, users in busy:
        overlaps = other.starts_at < session.ends_at and session.starts_at < other.ends_at
        if overlaps and other.pk != session.pk:
            yield from iterate_shared(session, other, need.student_ids, users)


def read_attendees(start: datetime, end: datetime, people: Collection[int]) -> Mapping[uuid.UUID, set[int]]:
    """Which of the people are on the roster of each class that may overlap with the range."""
    rows = Attendance.objects.live().filter(build_near_filter(start, end))
    attendees: dict[uuid.UUID, set[int]] = defaultdict(set)
    for class_id, user_id in rows.filter(enrollment__user_id__in=people).values_list(
        "class_session_id", "enrollment__user_id"
    ):
        attendees[class_id].add(user_id)
    return attendees


def iterate_shared(
    session: ClassSession, other: ClassSession, students: Sequence[int], busy: set[int]
) -> Iterator[DoubleBooking]:
    """The double bookings of a class with `other`, which overlaps with it; `busy` are the ids of its users."""
    if session.teacher_id in busy:
        yield DoubleBooking("teacher", session.teacher_id, other)
    for student in students:
        if student in busy:
            yield DoubleBooking("student", student, other)
    if session.location_id and session.location_id == other.location_id:
        yield DoubleBooking("location", session.location_id, other)
