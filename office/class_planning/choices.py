"""What a manager can choose when planning a class."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from exams.models import Exam
from onsite.models import ClassSession
from trainings.models import Lesson, Subject, Training


class Item(NamedTuple):
    """What a class can be of; `value` is `lesson:ID`, `exam:ID` or `subject:ID`, and `row` the lesson or the exam."""

    value: str
    text: str
    subject: Subject
    row: Lesson | Exam | None = None

    @property
    def lesson(self) -> Lesson | None:
        return self.row if isinstance(self.row, Lesson) else None

    @property
    def exam(self) -> Exam | None:
        return self.row if isinstance(self.row, Exam) else None


def list_possible_items(training: Training, present: ClassSession | None) -> list[Item]:
    """What a class of the training can be of, in the order of the syllabus: each subject as a whole, its lessons, its
    exams that a class can be of.

    The lesson or exam of the `present` class remains possible although it may have been deleted since.
    """
    lessons = Lesson.objects.live().filter(subject__training=training)
    exams = Exam.objects.live().schedulable().filter(subject__training=training)
    if present is not None:
        lessons |= Lesson.objects.filter(classes=present)
        exams |= Exam.objects.filter(classes=present)
    subjects = {subject.pk: subject for subject in Subject.objects.live().filter(training=training)}
    items = [
        Item(f"subject:{subject.pk}", _("%(subject)s as a whole") % {"subject": subject}, subject)
        for subject in subjects.values()
    ]
    items += iterate_items("lesson", lessons.distinct(), subjects)
    items += iterate_items("exam", exams.distinct(), subjects)
    positions = {pk: position for position, pk in enumerate(subjects)}
    return sorted(items, key=lambda item: positions[item.subject.pk])


def iterate_items(kind: str, rows: Iterable[Lesson | Exam], subjects: dict[UUID, Subject]) -> Iterator[Item]:
    """The rows as items, without those whose subject has been deleted."""
    for row in rows:
        if subject := subjects.get(row.subject_id):
            text = _("Exam: %(exam)s") % {"exam": row} if kind == "exam" else str(row)
            yield Item(f"{kind}:{row.pk}", text, subject, row)


def group_by_subject(items: Sequence[Item]) -> list[tuple[str, Any]]:
    """The items as the choices of a drop-down, grouped by their subjects."""
    groups = groupby(items, key=lambda item: item.subject)
    return [(str(subject), [(item.value, item.text) for item in group]) for subject, group in groups]


def get_item_value(session: ClassSession) -> str:
    """The value of the item that the class is of."""
    if session.lesson_id:
        return f"lesson:{session.lesson_id}"
    return f"exam:{session.exam_id}" if session.exam_id else f"subject:{session.subject_id}"
