"""Whether an exam can be sat at all, and whether this student may start it now (docs/api.md, section 6)."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists

from exams.models import Attempt, Exam
from trainings.models import Enrollment, LessonStudy, Slide


def explain_unavailability(exam: Exam, now: datetime) -> str:
    """The reason nobody can sit the exam at present, in a sentence; "" when it is available.

    `exam` comes from `Exam.objects.with_bank_size()`. No queries.
    """
    if exam.type == Exam.Type.ONSITE:
        return "This exam is held in class."
    if is_withdrawn(exam):
        return "This exam is no longer offered."
    if is_expired(exam, now):
        return "This exam has expired."
    if not exam.subject.training.is_active:
        return "This training is not active."
    if exam.bank_size < exam.question_count:  # type: ignore[attr-defined]
        return "The question bank of this exam does not hold enough questions."
    return ""


def is_withdrawn(exam: Exam) -> bool:
    lesson_is_gone = exam.lesson is not None and exam.lesson.deleted_at is not None
    return exam.deleted_at is not None or exam.subject.deleted_at is not None or lesson_is_gone


def explain_start_refusal(exam: Exam, enrollment: Enrollment, attempts: Sequence[Attempt], now: datetime) -> str:
    """The reason the student may not begin another attempt now; "" when it may.

    `attempts`: all of this enrollment at this exam, settled. A last query asks about slides, for a gate only.
    """
    if any(attempt.is_passed for attempt in attempts):
        return "This exam is passed already."
    if count_attempts_left(exam, attempts) == 0:
        return "There are no attempts left."
    return (
        explain_unavailability(exam, now)
        or explain_closed(exam, enrollment, now)
        or explain_not_ready(exam, enrollment)
    )


def is_exhausted(exam: Exam, attempts: Sequence[Attempt], now: datetime) -> bool:
    """Whether the student has passed, or no further attempt can ever be taken, and none is open. No queries.

    `attempts`: all of one enrollment at this exam, settled; `exam` from `with_bank_size`.
    """
    if any(attempt.is_open for attempt in attempts):
        return False
    is_passed = any(attempt.is_passed for attempt in attempts)
    return is_passed or count_attempts_left(exam, attempts) == 0 or is_withdrawn(exam) or is_expired(exam, now)


def is_expired(exam: Exam, now: datetime) -> bool:
    return exam.expires_at is not None and exam.expires_at <= now


def count_attempts_left(exam: Exam, attempts: Sequence[Attempt]) -> int:
    return max(0, exam.max_attempts - len(attempts))


def explain_closed(exam: Exam, enrollment: Enrollment, now: datetime) -> str:
    """Outside the training's start and end, in the school's own days."""
    if exam.subject.training.is_open_on(enrollment.company.local_date(now)):
        return ""
    return "Today is outside the start and end of this training."


def explain_not_ready(exam: Exam, enrollment: Enrollment) -> str:
    """The gate of a lesson opens when its slides are done; a lesson without slides has nothing to do first."""
    if exam.lesson_id is None:
        return ""
    slides = Slide.objects.live().filter(lesson_id=exam.lesson_id)
    studied = LessonStudy.objects.filter(lesson_id=exam.lesson_id, enrollment=enrollment)
    if Enrollment.objects.filter(Exists(slides), ~Exists(studied), pk=enrollment.pk).exists():
        return "Work through the slides of the lesson first."
    return ""
