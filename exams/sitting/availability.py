"""Whether an exam is available at all, and whether this student may start it now (docs/api.md, section 6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists
from django.utils.translation import gettext as _

from exams.cycles import MAX_RESETS, LessonReset
from exams.models import Attempt, Exam
from exams.sitting.access import AccessByExam, explain_closed_access
from exams.sitting.allowances import count_attempts_left, has_passed
from trainings.enrollments.progress import build_lesson_is_studied
from trainings.enrollments.states import explain_inactivity
from trainings.models import Enrollment, Lesson, Slide, Training

if TYPE_CHECKING:
    from exams.querysets import ExamWithBankSize


def explain_unavailability(exam: ExamWithBankSize, now: datetime) -> str:
    """The reason why nobody can take the exam at present, in a sentence; "" when it is available. No queries."""
    if reason := explain_exam(exam):
        return reason
    if is_expired(exam, now):
        return _("This exam has expired.")
    if not exam.get_training().is_active:
        return _("This training is not active.")
    if exam.bank_size < exam.question_count:
        return _("The question bank of this exam does not hold enough questions.")
    return ""


def explain_exam(exam: Exam) -> str:
    """The reason why attempts at the exam can be neither made nor granted, whenever it is; "" without one."""
    if exam.type == Exam.Type.ONSITE:
        return _("This exam is held in class.")
    return _("This exam is no longer offered.") if is_withdrawn(exam) else ""


def is_withdrawn(exam: Exam) -> bool:
    """Whether it, its subject or its lesson is deleted."""
    rows = (exam, exam.subject, exam.lesson)
    return any(row is not None and row.deleted_at is not None for row in rows)


def is_expired(exam: Exam, now: datetime) -> bool:
    return exam.expires_at is not None and exam.expires_at <= now


def explain_start_rejection(
    exam: ExamWithBankSize, enrollment: Enrollment, attempts: Sequence[Attempt], access: AccessByExam, now: datetime
) -> str:
    """The reason why the student may not start another attempt now, in a sentence; "" when that is possible.

    `attempts` are all attempts of this enrollment at this exam, already settled; `access` is that of the enrollment
    (`read_access`). No query while the exam allows more attempts than were made; one more for a gate exam.
    """
    if has_passed(attempts):
        return _("You have already passed this exam.")
    # Restarts and grants only ever add attempts, so fewer than the exam allows leave one without being counted.
    if len(attempts) >= exam.max_attempts and count_attempts_left(exam, enrollment) == 0:
        return _("There are no attempts left.")
    return (
        explain_inactivity(enrollment)
        or explain_unavailability(exam, now)
        or explain_closed_training(exam, enrollment, now)
        or explain_closed_access(exam, access)
        or explain_closed_gate(exam, enrollment)
    )


def explain_closed_training(exam: Exam, enrollment: Enrollment, now: datetime) -> str:
    """Today is the day in school time (docs/decisions/0011)."""
    if exam.get_training().is_open_on(enrollment.company.local_date(now)):
        return ""
    return _("The training is not open today.")


def explain_closed_gate(exam: Exam, enrollment: Enrollment) -> str:
    if exam.lesson_id is None:
        return ""
    slides = Exists(Slide.objects.live().filter(lesson_id=exam.lesson_id))
    rows = Lesson.objects.filter(pk=exam.lesson_id).values_list(slides, build_lesson_is_studied(enrollment))
    has_slides, is_studied = rows.get()
    return "" if is_gate_open(has_slides, is_studied) else _("Complete the slides of the lesson first.")


def is_gate_open(has_slides: bool, is_studied: bool) -> bool:
    """Whether the lesson lets the student take its gate exam (docs/api.md, sections 4 and 6).

    The slides must have been studied first, again after a restart; a lesson without slides has nothing to study.
    """
    return is_studied or not has_slides


def is_concluded(exam: Exam, enrollment: Enrollment, attempts: Sequence[Attempt], now: datetime) -> bool:
    """Whether no attempt is open and no other can follow, so that the answer key may be shown. At most two queries.

    `attempts` are all attempts of the enrollment at this exam, already settled; the subject and lesson of `exam` are
    loaded. While the student may start the lesson again, other attempts can follow.
    """
    if any(attempt.is_open for attempt in attempts):
        return False
    if has_passed(attempts) or is_withdrawn(exam) or is_expired(exam, now):
        return True
    return count_attempts_left(exam, enrollment) == 0 and not has_resets_left(exam, enrollment)


def has_resets_left(exam: Exam, enrollment: Enrollment) -> bool:
    """Whether a restart of the exam's lesson can give the enrollment further attempts. One query, if the training
    allows restarts."""
    training = exam.get_training()
    is_gate = exam.lesson_id is not None and exam.is_mandatory and exam.type == Exam.Type.ONLINE
    if not (is_gate and training.allow_auto_restart and training.type == Training.Type.DISTANCE):
        return False
    if enrollment.is_finished or enrollment.is_withdrawn:
        return False
    return LessonReset.objects.filter(enrollment=enrollment, lesson=exam.lesson_id).count() < MAX_RESETS
