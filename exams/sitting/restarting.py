"""Starting a lesson again whose gate exam has no attempts left (docs/api.md, section 4; docs/decisions/0032).

Nothing is erased: a boundary is set, after which the lesson's study and attempts count afresh. The order of locks is
described in `exams/sitting/settling.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.exceptions import Forbidden
from exams import clock
from exams.cycles import MAX_RESETS, AttemptGrant, LessonReset
from exams.models import Attempt, Exam
from exams.sitting.allowances import count_left, has_passed
from exams.sitting.availability import explain_closed_training, explain_unavailability
from exams.sitting.settling import lock_enrollment, settle_attempt
from records.canonical import format_canonical_moment
from records.services import EventDraft, record_events
from trainings.enrollments.progress import build_is_credited
from trainings.enrollments.states import check_follows, explain_inactivity
from trainings.models import Enrollment, Lesson, StudySession, Training

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from exams.querysets import AttemptQuerySet, ExamWithBankSize

NOT_THE_STUDENT = gettext_lazy("Only the student may start a lesson again.")
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Gate:
    """A mandatory gate exam of the lesson, with the attempts of the enrollment at it and how many are left."""

    exam: ExamWithBankSize
    attempts: Sequence[Attempt]
    left: int

    @property
    def is_lost(self) -> bool:
        """Whether only a restart, or a manager, can still open it."""
        return self.left == 0 and not has_passed(self.attempts)


def reset_lesson(*, enrollment: Enrollment, lesson: Lesson, by: User) -> LessonReset:
    """Sets the boundary and returns it. Repeated before anything was done since, it returns the one that is set.

    `lesson` belongs to the enrollment's training. Raises Forbidden for anyone but the student, and with the reason when
    the lesson may not be started again.
    """
    if enrollment.user_id != by.pk:
        raise Forbidden(NOT_THE_STUDENT)
    # Grades an attempt whose time has run out, before the lock, so that the grade is kept even if this is rejected.
    for attempt in list_attempts(enrollment, lesson).open():
        settle_attempt(attempt)
    with transaction.atomic():
        # Of two requests at the same moment the second waits here, then finds the boundary of the first. A start of the
        # exam takes the same lock, so an attempt is stored either before the boundary and found, or after it.
        locked = lock_enrollment(enrollment.pk)
        check_follows(locked, enrollment.training_id)
        last = LessonReset.objects.filter(enrollment=locked, lesson=lesson).order_by("number").last()
        if last and not has_begun(last):
            return last
        if reason := explain_reset_rejection(locked, lesson, clock.now()):
            raise Forbidden(reason)
        return store_reset(locked, lesson, last.number + 1 if last else 1, by)


def list_attempts(enrollment: Enrollment, lesson: Lesson) -> AttemptQuerySet:
    return Attempt.objects.filter(enrollment=enrollment, exam__lesson=lesson)


def list_sessions(enrollment: Enrollment, lesson: Lesson) -> QuerySet[StudySession]:
    return StudySession.objects.filter(study__enrollment=enrollment, study__lesson=lesson)


def has_begun(reset: LessonReset) -> bool:
    """Whether the student has done anything for the lesson since."""
    attempts = list_attempts(reset.enrollment, reset.lesson).filter(started_at__gte=reset.reset_at)
    sessions = list_sessions(reset.enrollment, reset.lesson).filter(ended_at__gte=reset.reset_at)
    return attempts.exists() or sessions.exists()


def explain_reset_rejection(enrollment: Enrollment, lesson: Lesson, now: datetime) -> str:
    """The reason why the student may not start the lesson again now, in a sentence; "" when that is possible.

    `enrollment` brings its company. At most six queries, none unless the training allows it.
    """
    return (
        explain_rule(enrollment.training)
        or explain_inactivity(enrollment)
        or explain_finish(enrollment)
        or explain_gates(enrollment, lesson, now)
        or explain_limit(enrollment, lesson)
    )


def explain_rule(training: Training) -> str:
    if training.type != Training.Type.DISTANCE:
        return _("Only lessons of distance learning can be started again.")
    return "" if training.allow_auto_restart else _("In this training, lessons cannot be started again.")


def explain_finish(enrollment: Enrollment) -> str:
    return _("This training is finished.") if enrollment.is_finished else ""


def explain_gates(enrollment: Enrollment, lesson: Lesson, now: datetime) -> str:
    """A lesson may have several gate exams: it can be started again when one of them can be passed in no other way."""
    gates = read_gates(enrollment, lesson)
    if not gates:
        return _("This lesson has no exam that must be passed.")
    if Lesson.objects.annotate(is_credited=build_is_credited(enrollment)).filter(pk=lesson.pk, is_credited=True):
        return _("This lesson is credited for earlier training.")
    if all(has_passed(gate.attempts) for gate in gates):
        return _("You have already passed the exam of this lesson.")
    if any(attempt.is_open for gate in gates for attempt in gate.attempts):
        return _("Finish the exam that you have started first.")
    lost = [gate.exam for gate in gates if gate.is_lost]
    if not lost:
        return _("There are attempts left at the exam of this lesson.")
    return explain_closed_training(lost[0], enrollment, now) or explain_unavailability(lost[0], now)


def read_gates(enrollment: Enrollment, lesson: Lesson) -> list[Gate]:
    """Three queries."""
    exams = Exam.objects.live().filter(lesson=lesson, is_mandatory=True, type=Exam.Type.ONLINE)
    left = {exam.pk: count_left(exam) for exam in exams.with_allowance(enrollment)}
    attempts = list(list_attempts(enrollment, lesson))
    return [
        Gate(exam, [row for row in attempts if row.exam_id == exam.pk], left[exam.pk])
        for exam in exams.with_bank_size().order_by("order", "name", "id")
        if exam.pk in left
    ]


def explain_limit(enrollment: Enrollment, lesson: Lesson) -> str:
    if LessonReset.objects.filter(enrollment=enrollment, lesson=lesson).count() < MAX_RESETS:
        return ""
    text = _("You have started this lesson again %(limit)s times. Ask the school for another attempt.")
    return text % {"limit": MAX_RESETS}


def store_reset(enrollment: Enrollment, lesson: Lesson, number: int, by: User) -> LessonReset:
    """The caller holds the lock on the enrollment."""
    reset = LessonReset(enrollment=enrollment, lesson=lesson, number=number)
    reset.reset_at = compute_boundary(enrollment, lesson)
    reset.save(force_insert=True)
    record_events(build_reset_event(reset), company_id=enrollment.company_id, by=by)
    return reset


def compute_boundary(enrollment: Enrollment, lesson: Lesson) -> datetime:
    """The present moment, but later than all that was done for the lesson: clocks of processes may differ."""
    grants = AttemptGrant.objects.filter(enrollment=enrollment, exam__lesson=lesson)
    moments: list[datetime | None] = [
        list_attempts(enrollment, lesson).aggregate(last=Max("started_at"))["last"],
        list_sessions(enrollment, lesson).aggregate(last=Max("ended_at"))["last"],
        grants.aggregate(last=Max("granted_at"))["last"],
    ]
    return max([clock.now(), *(moment + INSTANT for moment in moments if moment)])


def build_reset_event(reset: LessonReset) -> EventDraft:
    payload = {
        "user": str(reset.enrollment.user_id),
        "enrollment": str(reset.enrollment_id),
        "lesson": str(reset.lesson_id),
        "lesson_name": reset.lesson.name,
        "number": reset.number,
        "reset_at": format_canonical_moment(reset.reset_at),
    }
    return EventDraft("lesson.reset", reset, payload)


def may_reset(lesson: Lesson, enrollment: Enrollment, viewer: User, now: datetime) -> bool:
    """Whether the viewer is the student and may start the lesson again now."""
    return enrollment.user_id == viewer.pk and not explain_reset_rejection(enrollment, lesson, now)


def may_reset_gate(exam: Exam, enrollment: Enrollment, viewer: User, now: datetime) -> bool:
    """The same of the lesson of a gate exam; False for any other exam. `exam` brings its lesson and training."""
    if exam.lesson is None or exam.get_training().pk != enrollment.training_id:
        return False
    return may_reset(exam.lesson, enrollment, viewer, now)
