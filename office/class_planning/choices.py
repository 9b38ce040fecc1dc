"""What managers read and choose from when they plan a class: the items of a training, and what is booked twice."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects

from accounts.models import Company, User
from core.exceptions import Conflict
from exams.models import Exam
from onsite.classes.double_bookings import DoubleBooking
from onsite.models import ClassSession
from trainings.models import Lesson, Subject, Training

MAX_BOOKINGS_SHOWN = 10


class Item(NamedTuple):
    """Something a class can be of, as `lesson:ID`, `exam:ID` or `subject:ID`."""

    value: str
    text: str
    subject: Subject


def list_possible_items(training: Training, present: ClassSession | None) -> list[Item]:
    """Everything a class of the training can be of, in the order of the syllabus: each subject as a whole, its lessons,
    its onsite exams. What the class is of already stays possible, although it may have been deleted since."""
    lessons = Lesson.objects.live().filter(subject__training=training)
    exams = Exam.objects.live().filter(subject__training=training, type=Exam.Type.ONSITE)
    if present is not None:
        lessons |= Lesson.objects.filter(classes=present)
        exams |= Exam.objects.filter(classes=present)
    subjects = {subject.pk: subject for subject in Subject.objects.live().filter(training=training)}
    items = [Item(f"subject:{subject.pk}", f"{subject} as a whole", subject) for subject in subjects.values()]
    for kind, prefix, rows in (("lesson", "", lessons.distinct()), ("exam", "Exam: ", exams.distinct())):
        known = (row for row in rows if row.subject_id in subjects)  # type: ignore[attr-defined]
        items += [Item(f"{kind}:{row.pk}", f"{prefix}{row}", subjects[row.subject_id]) for row in known]
    places = {pk: place for place, pk in enumerate(subjects)}
    return sorted(items, key=lambda item: places[item.subject.pk])


def group_by_subject(items: Sequence[Item]) -> list[tuple[str, Any]]:
    """The items as the choices of a drop-down, under their subjects."""
    groups = groupby(items, key=lambda item: item.subject)
    return [(str(subject), [(item.value, item.text) for item in group]) for subject, group in groups]


def get_item_value(session: ClassSession) -> str:
    if session.lesson_id:
        return f"lesson:{session.lesson_id}"
    return f"exam:{session.exam_id}" if session.exam_id else f"subject:{session.subject_id}"


class DoubleBooked(Conflict):
    """The class needs people or a room that another class has at that time. `sentences` say which, and when."""

    def __init__(self, session: ClassSession, bookings: Sequence[DoubleBooking], school: Company) -> None:
        super().__init__()
        self.sentences = list(describe_double_bookings(session, bookings[:MAX_BOOKINGS_SHOWN], school))
        if len(bookings) > MAX_BOOKINGS_SHOWN:
            self.sentences.append(f"And {len(bookings) - MAX_BOOKINGS_SHOWN} more.")


def describe_double_bookings(
    session: ClassSession, bookings: Sequence[DoubleBooking], school: Company
) -> Iterator[str]:
    prefetch_related_objects([booking.other for booking in bookings], "subject")
    people = User.objects.in_bulk([booking.id for booking in bookings if isinstance(booking.id, int)])
    for booking in bookings:
        who = people[booking.id] if isinstance(booking.id, int) else session.location
        yield f"{who} is booked for {booking.other.subject} on {school.local_text(booking.other.starts_at)}."
