"""Ending attempts: each is graded exactly once, with one event and one message, by the first request or command.

To rule out deadlocks, all code that changes an attempt takes its locks in the same order: the class of a scheduled
exam, the enrollment, the attempt, the head of the ledger. Recording an answer locks only the attempt.

The locks are `no_key`, because a transaction that inserts a row referring to the enrollment locks the enrollment's key
when it commits. It holds the head of the ledger by then, so a full lock here could deadlock with it.
"""

import logging
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from enum import Enum, auto
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import QuerySet

from accounts.models import User
from accounts.notifications import notify
from core.database.statements import Statement
from exams import clock
from exams.models import Attempt, AttemptQuestion
from exams.sitting.class_hooks import ClassRecord, lock_class_of, record_in_class
from exams.sitting.grading import Grade, format_percent, grade_paper
from mail.message_texts import MessageText
from records.canonical import format_canonical_json, sha256
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import finish_completed
from trainings.models import Enrollment

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What happened to an overdue attempt in a run of `settle_overdue_attempts`."""

    GRADED = auto()
    ALREADY_GRADED = auto()
    LOCKED = auto()  # by a request; the next run tries again
    FAILED = auto()


def settle_attempt(attempt: Attempt, now: datetime | None = None) -> Attempt:
    """Grades the attempt if its time has run out, and returns it. Call this before using an attempt. `now` is what the
    database's clock says, unless the caller has just asked it.

    Only answers given in time count, and the attempt is finished as of its deadline. Reading before locking is safe: a
    deadline never changes, and nothing reopens an attempt.
    """
    if not attempt.is_open or not attempt.is_overdue(now or clock.now()):
        return attempt
    with transaction.atomic():
        locked_attempt = lock_attempt(attempt)
        if locked_attempt.is_open:
            grade_attempt(locked_attempt, at=locked_attempt.deadline_at, by=None)
    return locked_attempt


def settle_overdue_attempts(
    *, batch_size: int = 500, on_failure: Callable[[Attempt], None] | None = None
) -> tuple[int, int]:
    """Settles all attempts whose time has run out. Returns how many were graded, and how many were locked by a request.

    Each is settled in its own transaction, so that a failure does not affect the others and no lock is held for long.
    An attempt that cannot be graded is logged and passed to `on_failure`; only a lost database connection ends the run.
    """
    counts: Counter[Outcome] = Counter()
    rows = Attempt.objects.overdue(clock.now()).order_by("pk")
    batch = list(rows[:batch_size])
    while batch:
        counts.update(try_to_settle(attempt, on_failure) for attempt in batch)
        # By primary key, not by offset: graded rows leave the queryset, while failed and locked ones stay in it.
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:batch_size])
    return counts[Outcome.GRADED], counts[Outcome.LOCKED]


def try_to_settle(attempt: Attempt, on_failure: Callable[[Attempt], None] | None) -> Outcome:
    """Calls `settle_unless_locked`, and logs and reports an attempt that cannot be graded."""
    try:
        return settle_unless_locked(attempt)
    except (OperationalError, InterfaceError):
        raise  # the connection is lost, so all other attempts would fail as well
    except Exception:  # whatever is wrong with this attempt, the others must still be graded
        log.exception("The attempt %s cannot be graded.", attempt.pk)
        if on_failure:
            on_failure(attempt)
        return Outcome.FAILED


def settle_unless_locked(attempt: Attempt) -> Outcome:
    with transaction.atomic():
        locked_attempt = try_to_lock_attempt(attempt)
        if locked_attempt is None:
            return Outcome.LOCKED
        if locked_attempt.is_open:
            grade_attempt(locked_attempt, at=locked_attempt.deadline_at, by=None)
            return Outcome.GRADED
    return Outcome.ALREADY_GRADED


def lock_attempt(attempt: Attempt) -> Attempt:
    """The attempt, read again after locking its class, its enrollment and then itself."""
    lock_class_of(attempt)
    lock_enrollment(attempt.enrollment_id)
    (locked,) = query_locked_attempt.fetch(id=attempt.pk)
    return locked


@Statement
def query_locked_attempt(*, id: uuid.UUID) -> QuerySet[Attempt]:
    rows = Attempt.objects.filter(pk=id).select_related("exam", "enrollment__company").order_by()
    return rows.select_for_update(of=("self",), no_key=True)


def lock_enrollment(id: uuid.UUID) -> Enrollment:
    """The enrollment with its company, as stored now, locked until the transaction ends."""
    (locked,) = query_locked_enrollment.fetch(id=id)
    return locked


@Statement
def query_locked_enrollment(*, id: uuid.UUID) -> QuerySet[Enrollment]:
    rows = Enrollment.objects.filter(pk=id).select_related("company").order_by()
    return rows.select_for_update(of=("self",), no_key=True)


def try_to_lock_attempt(attempt: Attempt) -> Attempt | None:
    """Like `lock_attempt`, but returns None instead of waiting for a lock. SQLite has no row locks and waits."""
    if not lock_class_of(attempt, skip_locked=True):
        return None
    enrollments = Enrollment.objects.select_for_update(skip_locked=True, no_key=True)
    if enrollments.filter(pk=attempt.enrollment_id).first() is None:
        return None
    rows = Attempt.objects.select_related("exam", "enrollment__company")
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True).filter(pk=attempt.pk).first()


def grade_attempt(attempt: Attempt, *, at: datetime, by: User | None) -> None:
    """Grades an open attempt that the caller has locked, notifies the student, records the result of a scheduled exam
    in its class, finishes an enrollment that is complete now, and records the events.

    Must come last in its transaction, because the head of the ledger stays locked until the commit
    (docs/decisions/0004).
    """
    paper = list(attempt.paper.all())
    grade = grade_paper(paper, attempt.pass_percent)
    attempt.finished_at, attempt.score, attempt.is_passed = at, grade.score, grade.is_passed
    attempt.save(update_fields=["finished_at", "score", "is_passed"])
    notify_student(attempt, grade)
    in_class = record_in_class(attempt, by=by)
    finish_events: list[EventDraft] = []
    if grade.is_passed:
        finish_events = finish_completed(enrollment_ids=[attempt.enrollment_id], by=by)
    finished = build_finish_event(attempt, grade, paper, in_class)
    class_events = in_class.events if in_class else []
    record_events(finished, *class_events, *finish_events, company_id=attempt.enrollment.company_id, by=by)


def notify_student(attempt: Attempt, grade: Grade) -> None:
    key = "exam_passed" if grade.is_passed else "exam_failed"
    notify(
        company=attempt.enrollment.company,
        recipients=[attempt.enrollment.user_id],
        urls=[f"/trainings/exams/view/{attempt.pk}.json"],
        text=MessageText(key, {"score": format_percent(grade.score), "exam": str(attempt.exam)}),
    )


def build_finish_event(
    attempt: Attempt, grade: Grade, paper: list[AttemptQuestion], in_class: ClassRecord | None
) -> EventDraft:
    """The payload has a digest of the whole paper, to detect whether the paper is altered after grading. Of a scheduled
    exam it names the class, and why the result is not in it."""
    obstacle = {"not_in_class": in_class.obstacle} if in_class and in_class.obstacle else {}
    return EventDraft(
        "exam.finished",
        attempt,
        {
            "exam": str(attempt.exam_id),
            "exam_name": attempt.exam.name,
            "enrollment": str(attempt.enrollment_id),
            "user": str(attempt.enrollment.user_id),
            "correct": grade.correct,
            "drawn": grade.drawn,
            "score": str(grade.score),
            "passed": grade.is_passed,
            "paper": sha256(format_canonical_json([describe_question(question) for question in paper])),
            **build_class_fact(attempt),
            **obstacle,
        },
    )


def build_class_fact(attempt: Attempt) -> dict[str, str]:
    """For events: the class that gave access to a scheduled exam."""
    return {"class": str(attempt.class_session_id)} if attempt.class_session_id else {}


def describe_question(question: AttemptQuestion) -> dict[str, Any]:
    """The part of a question that the digest covers. Keys and formats never change, because digests are stored."""
    chosen = str(question.chosen_option_id) if question.chosen_option_id else None
    return {"question": str(question.question_id), "text": question.text, "options": question.options, "chosen": chosen}
