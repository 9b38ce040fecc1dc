"""One more attempt at an exam, granted by a manager with a reason (docs/decisions/0032)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notifications import notify
from core.exceptions import Conflict, Forbidden, NotFound
from exams import clock
from exams.cycles import MAX_GRANTS, AttemptGrant
from exams.models import Attempt, Exam
from exams.sitting.allowances import count_left, has_passed
from exams.sitting.availability import explain_exam
from exams.sitting.boundaries import date_in_cycle
from exams.sitting.services import list_settled_attempts
from exams.sitting.settling import lock_enrollment
from mail.message_texts import MessageText
from records.services import EventDraft, record_events
from trainings.enrollment_acts.choosing import check_manager, check_reason
from trainings.enrollments.states import explain_inactivity
from trainings.models import Enrollment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from exams.querysets import ExamWithAllowance


def grant_attempt(*, enrollment_id: uuid.UUID, exam_id: uuid.UUID, reason: str, by: User) -> AttemptGrant:
    """Grants the enrollment one more attempt at the exam, and returns the grant.

    Raises Forbidden for anybody but a manager, and for the manager's own training; NotFound for an enrollment that the
    manager does not see, and for an exam of another training; InvalidInput for a missing reason; Conflict with the
    sentence of `explain_grant_obstacle`. Of two managers who grant at the same moment the second is told that there is
    an attempt left.
    """
    check_manager(by)
    reason = check_reason(reason)
    enrollment = Enrollment.objects.visible_to(by).filter(pk=enrollment_id).first()
    if enrollment is None:
        raise NotFound
    if enrollment.user_id == by.pk:
        raise Forbidden(_("You cannot grant anything to yourself."))
    # Before the lock, so that a grade is kept even if the grant is rejected.
    list_settled_attempts(get_exam(exam_id, enrollment), enrollment)
    with transaction.atomic():
        locked = lock_enrollment(enrollment.pk)
        exam = get_exam(exam_id, locked)
        if obstacle := explain_grant_obstacle(exam, locked):
            raise Conflict(obstacle)
        return store_grant(exam, locked, reason, by)


def get_exam(id: uuid.UUID, enrollment: Enrollment) -> ExamWithAllowance:
    """An exam of the enrollment's training. Raises NotFound for another."""
    rows = Exam.objects.of_training(enrollment.training_id).filter(pk=id).select_related("subject", "lesson")
    exam = rows.with_allowance(enrollment).first()
    if exam is None:
        raise NotFound
    return exam


def list_grantable(enrollment: Enrollment, attempts: Sequence[Attempt], by: User) -> set[uuid.UUID]:
    """The exams of these attempts, all of the enrollment, at which the manager can grant another. One query."""
    if enrollment.user_id == by.pk or explain_state(enrollment):
        return set()
    by_exam: dict[uuid.UUID, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        by_exam[attempt.exam_id].append(attempt)
    rows = Exam.objects.filter(pk__in=by_exam).select_related("subject", "lesson").with_allowance(enrollment)
    return {exam.pk for exam in rows if not (explain_exam(exam) or explain_attempts(exam, by_exam[exam.pk]))}


def explain_grant_obstacle(exam: ExamWithAllowance, enrollment: Enrollment) -> str:
    """What keeps a manager from granting the enrollment another attempt at an exam from `get_exam`; "" if nothing
    does. Two queries."""
    attempts = list(Attempt.objects.filter(exam=exam, enrollment=enrollment))
    return (
        explain_state(enrollment)
        or explain_exam(exam)
        or explain_attempts(exam, attempts)
        or explain_limit(exam, enrollment)
    )


def explain_state(enrollment: Enrollment) -> str:
    return _("This training is finished.") if enrollment.is_finished else explain_inactivity(enrollment)


def explain_attempts(exam: ExamWithAllowance, attempts: Sequence[Attempt]) -> str:
    if has_passed(attempts):
        return _("The student has passed this exam.")
    if any(attempt.is_open for attempt in attempts):
        return _("The student is taking this exam now.")
    return _("The student has attempts left at this exam.") if count_left(exam) else ""


def explain_limit(exam: Exam, enrollment: Enrollment) -> str:
    if AttemptGrant.objects.filter(exam=exam, enrollment=enrollment).count() < MAX_GRANTS:
        return ""
    return _("At most %(limit)s attempts can be granted to one student at one exam.") % {"limit": MAX_GRANTS}


def store_grant(exam: Exam, enrollment: Enrollment, reason: str, by: User) -> AttemptGrant:
    """The caller holds the lock on the enrollment."""
    number = AttemptGrant.objects.filter(exam=exam, enrollment=enrollment).count() + 1
    now = date_in_cycle(clock.now(), enrollment.pk, exam.lesson_id)
    grant = AttemptGrant(exam=exam, enrollment=enrollment, number=number, reason=reason, granted_by=by, granted_at=now)
    grant.save(force_insert=True)
    notify_student(grant)
    record_events(build_grant_event(grant), company_id=enrollment.company_id, by=by)
    return grant


def notify_student(grant: AttemptGrant) -> None:
    notify(
        company=grant.enrollment.company,
        recipients=[grant.enrollment.user_id],
        urls=[f"/trainings/exams/start/{grant.enrollment_id}/{grant.exam_id}.json"],
        text=MessageText("attempt_granted", {"exam": str(grant.exam)}),
    )


def build_grant_event(grant: AttemptGrant) -> EventDraft:
    payload = {
        "user": str(grant.enrollment.user_id),
        "enrollment": str(grant.enrollment_id),
        "exam": str(grant.exam_id),
        "exam_name": grant.exam.name,
        "number": grant.number,
        "reason": grant.reason,
    }
    return EventDraft("attempt.granted", grant, payload)
