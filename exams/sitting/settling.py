"""Ending attempts: each is graded exactly once, with one event and one message, whichever request or command is first.

Whatever writes about an attempt takes locks in the same order, so that no deadlock is possible: the enrollment, then
the attempt, then the head of the ledger. Answering locks the attempt alone.

The locks leave the key unlocked (`no_key`). A foreign key to the enrollment is checked when its transaction commits;
that transaction holds the head of the ledger by then, and would wait for us while we wait for it.
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

SUBJECT_LENGTH = 200  # of the column; the name of an exam may be as long


def settle_attempt(attempt: Attempt) -> Attempt:
    """The attempt, graded when its time ran out. Call it before an attempt is used.

    It is graded with the answers given in time, and finished at the deadline. Reading before locking is safe: a
    deadline never changes, and nothing reopens an attempt.
    """
    if not attempt.is_open or not attempt.is_overdue(clock.now()):
        return attempt
    with transaction.atomic():
        locked_attempt = lock_attempt(attempt)
        if locked_attempt.is_open:
            grade_attempt(locked_attempt, at=locked_attempt.deadline_at, by=None)
    return locked_attempt


def settle_overdue_attempts(
    *, batch_size: int = 500, on_failure: Callable[[Attempt], None] | None = None
) -> tuple[int, int]:
    """Settles every attempt whose time ran out. Returns how many were graded, and how many were locked by a request.

    Each is settled in its own transaction, so that one that fails stops no other and no lock is held for long. One
    that cannot be graded is logged and passed to `on_failure`; only losing the database ends the run.
    """
    graded = locked = 0
    rows = Attempt.objects.overdue(clock.now()).order_by("pk")
    batch = list(rows[:batch_size])
    while batch:
        outcomes = [try_to_settle(attempt, on_failure) for attempt in batch]
        graded += outcomes.count(True)
        locked += outcomes.count(None)
        # By primary key, not by offset: graded rows drop out of the queryset, those that failed or are locked stay.
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:batch_size])
    return graded, locked


def try_to_settle(attempt: Attempt, on_failure: Callable[[Attempt], None] | None) -> bool | None:
    """The same as `settle_unless_locked`, but False when grading failed."""
    try:
        return settle_unless_locked(attempt)
    except (OperationalError, InterfaceError):
        raise  # the database is gone: every other attempt would fail as well
    except Exception:  # whatever is wrong with this attempt, the others must be graded
        log.exception("The attempt %s cannot be graded.", attempt.pk)
        if on_failure:
            on_failure(attempt)
        return False


def settle_unless_locked(attempt: Attempt) -> bool | None:
    """True: graded; False: it was graded already; None: a request holds the lock, and the next run tries again."""
    with transaction.atomic():
        locked_attempt = try_to_lock_attempt(attempt)
        if locked_attempt is None:
            return None
        if locked_attempt.is_open:
            grade_attempt(locked_attempt, at=locked_attempt.deadline_at, by=None)
            return True
    return False


def lock_attempt(attempt: Attempt) -> Attempt:
    """The attempt, read again after locking its enrollment and then itself."""
    lock_enrollment(attempt.enrollment_id)
    rows = Attempt.objects.select_related("exam", "enrollment__company")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=attempt.pk)


def lock_enrollment(id: uuid.UUID) -> None:
    Enrollment.objects.select_for_update(no_key=True).get(pk=id)


def try_to_lock_attempt(attempt: Attempt) -> Attempt | None:
    """The same without waiting: None when either is locked. SQLite, which has one writer at a time, waits."""
    enrollments = Enrollment.objects.select_for_update(skip_locked=True, no_key=True)
    if enrollments.filter(pk=attempt.enrollment_id).first() is None:
        return None
    rows = Attempt.objects.select_related("exam", "enrollment__company")
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True).filter(pk=attempt.pk).first()


def grade_attempt(attempt: Attempt, *, at: datetime, by: User | None) -> None:
    """Grades an open attempt that the caller has locked, and records, notifies and finishes what follows from it.

    The last act of its transaction, because the ledger's head is locked until the commit (docs/decisions/0004).
    """
    paper = list(attempt.paper.all())
    grade = grade_paper(paper, attempt.pass_percent)
    attempt.finished_at, attempt.score, attempt.is_passed = at, grade.score, grade.is_passed
    attempt.save(update_fields=["finished_at", "score", "is_passed"])
    notify_student(attempt, grade)
    finished = finish_completed(enrollment_ids=[attempt.enrollment_id], by=by) if grade.is_passed else []
    record_events(build_finish_event(attempt, grade, paper), *finished, company_id=attempt.enrollment.company_id, by=by)


def notify_student(attempt: Attempt, grade: Grade) -> None:
    outcome = "Passed" if grade.is_passed else "Not passed"
    subject = f"{outcome} with {format_percent(grade.score)}: {attempt.exam}"
    notify(
        company=attempt.enrollment.company,
        recipients=[attempt.enrollment.user_id],
        urls=[f"/trainings/exams/view/{attempt.pk}.json"],
        subject=subject[:SUBJECT_LENGTH],
    )


def build_finish_event(attempt: Attempt, grade: Grade, paper: list[AttemptQuestion]) -> EventDraft:
    """Its payload has the digest of the whole paper, which shows whether the paper was altered after grading."""
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
            "paper": sha256(write_canonical([describe_question(question) for question in paper])),
        },
    )


def describe_question(question: AttemptQuestion) -> dict[str, Any]:
    """What the digest covers of a question. Stored digests depend on every key and value here."""
    chosen = str(question.chosen_option_id) if question.chosen_option_id else None
    return {"question": str(question.question_id), "text": question.text, "options": question.options, "chosen": chosen}
