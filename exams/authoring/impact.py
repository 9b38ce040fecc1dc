"""What students did with an activity, a lesson or an exam: what changing or deleting it concerns."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, DateTimeField, F, Q, UUIDField, Value
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import InvalidInput
from exams.authoring.affected import build_credited_filter, count_affected_students
from exams.authoring.rights import get_authored_exam, get_authored_lesson
from exams.models import Attempt, Exam
from trainings.enrollments.progress import EXAM_DONE, LESSON_DONE, PASSED, Sql
from trainings.models import Enrollment, Lesson


@dataclass(frozen=True)
class ActivityImpact:
    """How many students have completed the activity, and how many have any record of it; attempts at its exams, and its
    classes that are not deleted. `activity_ids`: the lesson and its gate exams, or the exam."""

    completed: int
    touched: int
    attempts: int
    classes: int
    activity_ids: list[uuid.UUID]


def read_activity_impact(*, lesson_id: uuid.UUID | None, exam_id: uuid.UUID | None, by: User) -> ActivityImpact:
    """The impact of a lesson or of an exam, in a fixed number of queries.

    Raises InvalidInput for none or both of them, and what `get_authored_lesson` and `get_authored_exam` do.
    """
    if lesson_id and not exam_id:
        return read_lesson_impact(get_authored_lesson(lesson_id, by))
    if exam_id and not lesson_id:
        return read_exam_impact(get_authored_exam(exam_id, by))
    text = _("Name a lesson or an exam, and not both.")
    raise InvalidInput(errors={"lesson_id": [text], "exam_id": [text]})


def read_lesson_impact(lesson: Lesson) -> ActivityImpact:
    gates = list(Exam.objects.live().filter(lesson=lesson).values_list("pk", flat=True))
    return ActivityImpact(
        count_completed(lesson.subject.training_id, LESSON_DONE, lesson.pk),
        count_touched(lesson.subject.training_id, build_lesson_facts([lesson])),
        Attempt.objects.filter(exam__lesson=lesson).count(),
        lesson.classes.filter(deleted_at__isnull=True).count(),
        [lesson.pk, *gates],
    )


def read_exam_impact(exam: Exam) -> ActivityImpact:
    # A gate exam is no item: it is completed by passing it online.
    rule = PASSED if exam.lesson_id else EXAM_DONE
    training_id = exam.get_training().pk
    return ActivityImpact(
        count_completed(training_id, rule, exam.pk),
        count_touched(training_id, build_exam_facts([exam])),
        exam.attempts.count(),
        exam.classes.filter(deleted_at__isnull=True).count(),
        [exam.pk],
    )


def count_completed(training_id: uuid.UUID, rule: str, item_id: uuid.UUID) -> int:
    """How many students have done the item by one of the rules of trainings/enrollments/progress.py."""
    names = {"item": Value(item_id, UUIDField()), "enrollment": F("pk"), "type": F("training__type")}
    is_done = Sql(rule, BooleanField(), now=Value(clock.now(), DateTimeField()), **names)
    rows = Enrollment.objects.filter(training=training_id).annotate(is_done=is_done).filter(is_done=True)
    return rows.values("user").distinct().count()


def count_touched(training_id: uuid.UUID, facts: Sequence[Q]) -> int:
    return count_affected_students(*facts, training_ids=[training_id]).with_progress


def build_lesson_facts(lessons: Sequence[Lesson]) -> list[Q]:
    """For `count_affected_students`: what enrollments have on record of the lessons."""
    return [
        Q(studies__lesson__in=lessons),
        Q(attempts__exam__lesson__in=lessons),
        Q(attendances__class_session__lesson__in=lessons, attendances__is_credited=True),
        build_credited_filter([lesson.pk for lesson in lessons]),
    ]


def build_exam_facts(exams: Sequence[Exam]) -> list[Q]:
    """For `count_affected_students`: what enrollments have on record of the exams."""
    return [
        Q(attempts__exam__in=exams),
        Q(attendances__class_session__exam__in=exams, attendances__is_credited=True),
        build_credited_filter([exam.pk for exam in exams]),
    ]
