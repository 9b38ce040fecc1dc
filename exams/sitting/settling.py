"""Ending attempts: graded exactly once, with one event and one message, whoever comes first.

Order of locks, the same in everything that writes about a sitting: the enrollment, then the attempt, then the head of
the ledger. Answering takes the attempt alone. So nobody holds a later one while waiting for an earlier one. They are
locks without the key (`no_key`): a row that refers to the enrollment is checked when its transaction commits, which
holds the head by then, and must not wait for us.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction

from accounts.models import User
from accounts.notifications import notify
from exams import clock
from exams.models import Attempt, AttemptQuestion
from exams.sitting.grading import Grade, format_percent, grade_paper
from records.canonical import sha256, write_canonical
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_completed
from trainings.models import Enrollment

log = logging.getLogger(__name__)


def settle_attempt(attempt: Attempt) -> Attempt:
    """The attempt as it stands now. Call it before anything is done with one.

    When its time ran out, it is graded on what was answered in time, with the deadline as its finish. Looking before
    locking is safe: a deadline never moves, and nothing reopens an attempt.
    """
    if not attempt.is_open or not attempt.is_overdue(clock.now()):
        return attempt
    with transaction.atomic():
        sitting = lock_attempt(attempt)
        if sitting.is_open:
            grade_attempt(sitting, at=sitting.deadline_at, by=None)
    return sitting


def settle_overdue(*, batch_size: int = 500, on_failure: Callable[[Attempt], None] | None = None) -> tuple[int, int]:
    """Settles every attempt whose time ran out; how many it graded, and how many it left to a request at work on them.

    Each in a transaction of its own, so that one bad row holds up no other and no lock is held for long. One that
    cannot be graded is logged and handed to `on_failure`; only a database that went away ends the work.
    """
    graded_now = left_alone = 0
    rows = Attempt.objects.overdue(clock.now()).order_by("pk")
    batch = list(rows[:batch_size])
    while batch:
        outcomes = [try_settling(attempt, on_failure) for attempt in batch]
        graded_now += outcomes.count(True)
        left_alone += outcomes.count(None)
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:batch_size])
    return graded_now, left_alone


def try_settling(attempt: Attempt, on_failure: Callable[[Attempt], None] | None) -> bool | None:
    """As `settle_unless_busy`; False as well when it failed."""
    try:
        return settle_unless_busy(attempt)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("The attempt %s cannot be graded.", attempt.pk)
        if on_failure:
            on_failure(attempt)
        return False


def settle_unless_busy(attempt: Attempt) -> bool | None:
    """True: graded; False: somebody else did; None: somebody holds it, and grades it or leaves it to the next run."""
    with transaction.atomic():
        sitting = lock_attempt_unless_busy(attempt)
        if sitting is None:
            return None
        if sitting.is_open:
            grade_attempt(sitting, at=sitting.deadline_at, by=None)
            return True
    return False


def lock_attempt(attempt: Attempt) -> Attempt:
    """The attempt, fresh, with its enrollment and itself locked, in this order."""
    lock_enrollment(attempt.enrollment_id)
    rows = Attempt.objects.select_related("exam", "enrollment__company")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=attempt.pk)


def lock_enrollment(id: uuid.UUID) -> None:
    Enrollment.objects.select_for_update(no_key=True).get(pk=id)


def lock_attempt_unless_busy(attempt: Attempt) -> Attempt | None:
    """The same, or None when somebody holds either. SQLite, which has one writer at a time, waits instead."""
    holders = Enrollment.objects.select_for_update(skip_locked=True, no_key=True)
    if holders.filter(pk=attempt.enrollment_id).first() is None:
        return None
    rows = Attempt.objects.select_related("exam", "enrollment__company")
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True).filter(pk=attempt.pk).first()


def grade_attempt(attempt: Attempt, *, at: datetime, by: User | None) -> None:
    """Grades a locked, open attempt and tells everybody concerned. The last work of its transaction."""
    paper = list(attempt.paper.all())
    grade = grade_paper(paper, attempt.pass_percent)
    attempt.finished_at, attempt.score, attempt.is_passed = at, grade.score, grade.is_passed
    attempt.save(update_fields=["finished_at", "score", "is_passed"])
    notify_student(attempt, grade)
    finished = finish_completed(enrollment_ids=[attempt.enrollment_id], by=by) if grade.is_passed else []
    record_events(build_finish_event(attempt, grade, paper), *finished, company_id=attempt.enrollment.company_id, by=by)


def notify_student(attempt: Attempt, grade: Grade) -> None:
    notify(
        company=attempt.enrollment.company,
        recipients=[attempt.enrollment.user_id],
        urls=[f"/trainings/exams/view/{attempt.pk}.json"],
        subject=f"{'Passed' if grade.is_passed else 'Not passed'} with {format_percent(grade.score)}: {attempt.exam}"[
            :200
        ],
    )


def build_finish_event(attempt: Attempt, grade: Grade, paper: list[AttemptQuestion]) -> EventDraft:
    """Carries the digest of the whole paper, so that a paper altered later can be told from the one that was graded."""
    return EventDraft(
        "exam.finished",
        attempt,
        {
            "exam": str(attempt.exam_id),
            "user": str(attempt.enrollment.user_id),
            "correct": grade.correct,
            "drawn": grade.drawn,
            "score": str(grade.score),
            "passed": grade.is_passed,
            "paper": sha256(write_canonical([describe_question(shown) for shown in paper])),
        },
    )


def describe_question(shown: AttemptQuestion) -> dict[str, Any]:
    chosen = str(shown.chosen_option_id) if shown.chosen_option_id else None
    return {"question": str(shown.question_id), "text": shown.text, "options": shown.options, "chosen": chosen}
