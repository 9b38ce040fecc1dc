"""What a manager can choose when planning a class.

A class of an exam of the whole training is held in one of its subjects (docs/decisions/0033): it stays in the one in
which it is, and a new one is held in the first.
"""

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

    @property
    def group(self) -> Subject | str:
        """What it is listed under."""
        is_of_training = self.exam is not None and self.exam.subject_id is None
        return _("Exams of the whole training") if is_of_training else self.subject


def list_possible_items(training: Training, present: ClassSession | None) -> list[Item]:
    """What a class of the training can be of, in the order of the syllabus: each subject as a whole, its lessons, its
    exams that a class can be of, and last those of the whole training.

    The lesson or exam of the `present` class remains possible although it may have been deleted since.
    """
    lessons = Lesson.objects.live().filter(subject__training=training)
    exams = Exam.objects.live().schedulable().of_training(training)
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
    items.sort(key=lambda item: positions[item.subject.pk])
    return [*items, *iterate_training_exams(exams.distinct(), subjects, present)]


def iterate_items(kind: str, rows: Iterable[Lesson | Exam], subjects: dict[UUID, Subject]) -> Iterator[Item]:
    """The rows as items, without those whose subject has been deleted."""
    for row in rows:
        subject = subjects.get(row.subject_id) if row.subject_id else None
        if subject:
            text = _("Exam: %(exam)s") % {"exam": row} if kind == "exam" else str(row)
            yield Item(f"{kind}:{row.pk}", text, subject, row)


def iterate_training_exams(
    exams: Iterable[Exam], subjects: dict[UUID, Subject], present: ClassSession | None
) -> Iterator[Item]:
    """The exams of the whole training; none in a training without a subject."""
    first = next(iter(subjects.values()), None)
    subject = (subjects.get(present.subject_id) if present else None) or first
    if subject:
        for exam in exams:
            if exam.subject_id is None:
                yield Item(f"exam:{exam.pk}", _("Exam: %(exam)s") % {"exam": exam}, subject, exam)


def group_by_subject(items: Sequence[Item]) -> list[tuple[str, Any]]:
    """The items as the choices of a drop-down, grouped by their subjects and the whole training."""
    groups = groupby(items, key=lambda item: item.group)
    return [(str(name), [(item.value, item.text) for item in group]) for name, group in groups]


def get_item_value(session: ClassSession) -> str:
    """The value of the item that the class is of."""
    if session.lesson_id:
        return f"lesson:{session.lesson_id}"
    return f"exam:{session.exam_id}" if session.exam_id else f"subject:{session.subject_id}"
