"""What a manager is told before a class is planned: double bookings, a start in the past, a holiday, a teacher whose
papers will have expired, a full location, a lesson that its students have already had. Nothing of it is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Company, Holiday, User
from core.dates.writing import format_day
from core.exceptions import Conflict
from core.school_time import get_last_day
from instructors.models import Qualification
from instructors.papers import list_expired
from onsite.classes.double_bookings import DoubleBooking, Need, find_all_double_bookings
from onsite.classes.earlier_lessons import find_earlier_lessons
from onsite.models import Attendance, ClassSession

MAX_BOOKINGS_SHOWN = 10
MAX_CLASSES_SHOWN = 3  # in which students have had the lesson
MAX_NAMES = 5


class Warnings(NamedTuple):
    """Sentences about one class."""

    bookings: list[str]
    others: list[str]

    @property
    def sentences(self) -> list[str]:
        return [*self.bookings, *self.others]

    def list_news(self, before: Warnings | None) -> list[str]:
        """What is said of a class after a change: its double bookings, and what was not so `before`."""
        known = before.others if before else []
        return [*self.bookings, *(sentence for sentence in self.others if sentence not in known)]


class NeedsConfirmation(Conflict):
    """There are warnings about a class that the manager has not seen yet.

    Raised to roll the transaction back until the manager has confirmed them.
    """

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__()
        self.sentences = list(sentences)


def find_warnings(needs: Sequence[Need], *, by: User, now: datetime) -> list[Warnings]:
    """The warnings about each class, which may be stored or only planned. Seven queries at most, however many classes
    there are."""
    bookings = find_all_double_bookings(needs)
    earlier = find_earlier_lessons(needs)
    holidays = list_holidays([need.session for need in needs], by)
    papers = read_papers([need.session for need in needs])
    describer = Describer(by.company, now, holidays, read_names(bookings), papers)
    return [
        Warnings(list(describer.describe_bookings(need, booked)), list(describer.describe_rest(need, attended)))
        for need, booked, attended in zip(needs, bookings, earlier, strict=True)
    ]


def read_names(bookings: Sequence[Sequence[DoubleBooking]]) -> dict[int, str]:
    """The names of the people who are booked twice. Loads the subjects of the other classes too."""
    shown = [booking for booked in bookings for booking in booked[:MAX_BOOKINGS_SHOWN]]
    prefetch_related_objects([booking.other for booking in shown], "subject")
    # The id of a person is a number, that of a location a UUID.
    people = User.objects.in_bulk({booking.id for booking in shown if isinstance(booking.id, int)}) if shown else {}
    return {id: str(person) for id, person in people.items()}


def list_days(session: ClassSession, school: Company) -> tuple[date, date]:
    """The first and the last day of a class at the school."""
    return school.local_date(session.starts_at), get_last_day(session.ends_at, school.zone)


def list_holidays(sessions: Sequence[ClassSession], by: User) -> list[Holiday]:
    """The holidays of the school from the first to the last of the classes. One query."""
    days = [day for session in sessions for day in list_days(session, by.company)]
    return list(Holiday.objects.visible_to(by).between(min(days), max(days))) if days else []


class Describer(NamedTuple):
    """Writes the sentences, in school time."""

    school: Company
    now: datetime
    holidays: Sequence[Holiday]
    people: dict[int, str]
    papers: Mapping[int, Sequence[Qualification]]

    def describe_bookings(self, need: Need, bookings: Sequence[DoubleBooking]) -> Iterator[str]:
        for booking in bookings[:MAX_BOOKINGS_SHOWN]:
            booked = self.people[booking.id] if isinstance(booking.id, int) else str(need.session.location)
            when = self.school.local_text(booking.other.starts_at)
            values = {"booked": booked, "subject": booking.other.subject, "when": when}
            yield _("%(booked)s is booked for %(subject)s on %(when)s.") % values
        if len(bookings) > MAX_BOOKINGS_SHOWN:
            yield _("And %(count)s more.") % {"count": len(bookings) - MAX_BOOKINGS_SHOWN}

    def describe_rest(self, need: Need, earlier: Sequence[Attendance]) -> Iterator[str]:
        if need.session.starts_at < self.now:
            yield _("This is in the past.")
        first, last = list_days(need.session, self.school)
        for holiday in self.holidays:
            if holiday.first_day <= last and first <= holiday.last_day:
                yield _("This is a holiday: %(holiday)s.") % {"holiday": holiday}
        yield from self.describe_expired_papers(need, last)
        yield from self.describe_full_location(need)
        yield from self.describe_earlier_lessons(need, earlier)

    def describe_expired_papers(self, need: Need, day: date) -> Iterator[str]:
        """What the teacher cannot sign with on the day of the class, unless it is renewed before."""
        for paper in list_expired(self.papers.get(need.session.teacher_id, ()), day):
            values = {
                "teacher": need.session.teacher,
                "paper": paper.name,
                "day": format_day(paper.valid_until_on) if paper.valid_until_on else "",
            }
            yield _("%(paper)s of %(teacher)s is valid until %(day)s only.") % values

    def describe_full_location(self, need: Need) -> Iterator[str]:
        location, students = need.session.location, len(need.student_ids)
        capacity = location.capacity if location else None
        if capacity and students > capacity:
            text = ngettext(
                "%(location)s has places for %(capacity)s student, and there are %(students)s.",
                "%(location)s has places for %(capacity)s students, and there are %(students)s.",
                capacity,
            )
            yield text % {"location": location, "capacity": capacity, "students": students}

    def describe_earlier_lessons(self, need: Need, earlier: Sequence[Attendance]) -> Iterator[str]:
        classes = [list(rows) for _id, rows in groupby(earlier, key=lambda row: row.class_session_id)]
        for rows in classes[:MAX_CLASSES_SHOWN]:
            values = {
                "lesson": need.session.lesson,
                "when": self.school.local_text(rows[0].starts_at),
                "students": join_names(str(row.enrollment.user) for row in rows),
            }
            if rows[0].starts_at < self.now:
                yield _("The lesson %(lesson)s was held on %(when)s for %(students)s.") % values
            else:
                yield _("The lesson %(lesson)s is planned on %(when)s for %(students)s.") % values


def read_papers(sessions: Sequence[ClassSession]) -> Mapping[int, Sequence[Qualification]]:
    """The papers of the teachers without which they do not sign. One query."""
    rows = Qualification.objects.live().blocking().filter(user__in={session.teacher_id for session in sessions})
    papers: defaultdict[int, list[Qualification]] = defaultdict(list)
    for row in rows:
        papers[row.user_id].append(row)
    return papers


def describe_repeated_time() -> str:
    """Of a time that clocks show twice on that day, where nobody was asked which of the two is meant."""
    return _("Clocks show this time twice on that day. The first is meant; the form of the class can say the second.")


def join_names(names: Iterable[str]) -> str:
    """The names with commas, of many the first ones and how many more there are."""
    shown = list(names)
    if len(shown) <= MAX_NAMES:
        return ", ".join(shown)
    values = {"names": ", ".join(shown[:MAX_NAMES]), "count": len(shown) - MAX_NAMES}
    return _("%(names)s and %(count)s more") % values
