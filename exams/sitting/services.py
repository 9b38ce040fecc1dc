"""What a student does in an exam: start an attempt, answer, finish it (docs/api.md, section 6).

The order of locks is described in `exams/sitting/settling.py`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Company, User
from accounts.models.viewers import build_viewer, get_viewer_values
from core.database.statements import Statement
from core.database.updates import Update
from core.exceptions import Conflict, Forbidden, InvalidInput
from exams import clock
from exams.models import Attempt, AttemptQuestion, Exam
from exams.sitting.access import find_class_id, read_access
from exams.sitting.availability import explain_start_rejection
from exams.sitting.boundaries import date_in_cycle
from exams.sitting.exam_paper import build_paper, draw_questions
from exams.sitting.settling import build_class_fact, grade_attempt, lock_attempt, lock_enrollment, settle_attempt
from records.canonical import format_canonical_moment
from records.services import EventDraft, record_events
from trainings.enrollments.states import check_follows
from trainings.models import Enrollment

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle, ExamWithBankSize

NOT_THE_STUDENT = gettext_lazy("Only the student may sit this exam.")
ATTEMPT_OVER = gettext_lazy("This attempt is finished. The answer was not kept.")


def list_settled_attempts(exam: Exam, enrollment: Enrollment) -> list[AttemptInCycle]:
    """The attempts of the enrollment at the exam, oldest first, with their cycles. Grades one whose time is over."""
    rows = Attempt.objects.filter(exam=exam, enrollment=enrollment).order_by("started_at", "id").with_cycle()
    attempts = list(rows)
    is_graded_now = any(settle_attempt(attempt) is not attempt for attempt in attempts)  # one at most: one is open
    return list(rows.all()) if is_graded_now else attempts


def start_attempt(*, enrollment: Enrollment, exam: ExamWithBankSize, by: User) -> Attempt:
    """Creates an attempt with its exam paper, or returns the open one, to be resumed.

    `exam` belongs to the enrollment's training. Raises Forbidden for anyone but the student, and with the reason when
    no other attempt may be started now; Conflict if the student has just been moved to another revision.
    """
    if enrollment.user_id != by.pk:
        raise Forbidden(NOT_THE_STUDENT)
    # An attempt whose time has run out would be resumed otherwise. Before the lock, so that the grade is kept even if
    # the start is rejected.
    for attempt in query_attempts.fetch(exam_id=exam.pk, enrollment_id=enrollment.pk):
        settle_attempt(attempt)
    with transaction.atomic():
        # Two requests that start at the same moment get the same attempt: the second waits here, then finds it.
        # It is read again, because a manager may have paused it or withdrawn the student meanwhile.
        locked = lock_enrollment(enrollment.pk)
        check_follows(locked, enrollment.training_id)
        attempts = query_attempts.fetch(exam_id=exam.pk, enrollment_id=locked.pk)
        resumed = next((attempt for attempt in attempts if attempt.is_open), None)
        return resumed or create_attempt(exam, locked, attempts, by)


@Statement
def query_attempts(*, exam_id: uuid.UUID, enrollment_id: uuid.UUID) -> QuerySet[Attempt]:
    return Attempt.objects.filter(exam_id=exam_id, enrollment_id=enrollment_id)


def create_attempt(exam: ExamWithBankSize, enrollment: Enrollment, attempts: list[Attempt], by: User) -> Attempt:
    """Draws and stores the exam paper. The caller holds the lock on the enrollment."""
    now = date_in_cycle(clock.now(), enrollment.pk, exam.lesson_id)
    access = read_access([exam], [enrollment], now)
    reason = explain_start_rejection(exam, enrollment, attempts, access, now)
    if reason:
        raise Forbidden(reason)
    attempt = Attempt(
        exam=exam,
        enrollment=enrollment,
        started_at=now,
        deadline_at=compute_deadline(exam, enrollment.company, now),
        pass_percent=exam.pass_percent,
        class_session_id=find_class_id(exam, access),
    )
    paper = build_paper(attempt, draw_questions(exam))
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        # The unique index allows one open attempt: another transaction has stored it without taking the lock.
        return Attempt.objects.open().get(exam=exam, enrollment=enrollment)
    AttemptQuestion.objects.bulk_create(paper)
    record_events(build_start_event(attempt), company_id=enrollment.company_id, by=by)
    return attempt


def compute_deadline(exam: Exam, company: Company, now: datetime) -> datetime:
    """The end of the time limit, of the exam's validity, or of the training's last day in school time: the earliest."""
    limits = [now + timedelta(minutes=exam.duration_minutes), exam.expires_at]
    last_day = exam.get_training().ends_on
    if last_day is not None and last_day < date.max:  # the end of date.max cannot be computed: it is in the year 10000
        limits.append(company.get_day_end(last_day))
    return min(limit for limit in limits if limit is not None)


def build_start_event(attempt: Attempt) -> EventDraft:
    payload = {
        "exam": str(attempt.exam_id),
        "user": str(attempt.enrollment.user_id),
        "deadline": format_canonical_moment(attempt.deadline_at),
        "pass_percent": attempt.pass_percent,
    }
    return EventDraft("exam.started", attempt, payload | build_class_fact(attempt))


@dataclass(frozen=True)
class AnswerProgress:
    """How many questions of the exam paper are answered, and how many seconds remain (`remaining`)."""

    answered: int
    total: int
    remaining: int | None


def record_answer(*, paper_question_id: uuid.UUID, option_id: uuid.UUID, by: User) -> AnswerProgress:
    """Stores the student's answer to one question of an open attempt; the last answer counts.

    Raises InvalidInput for an unknown question or an option of another one, Forbidden for anyone but the student, and
    Conflict once the attempt is over. Finishing takes the same lock on the attempt, so an answer is either stored
    before grading reads the paper, or rejected.
    """
    question: AttemptQuestion | None = None
    try:
        with transaction.atomic():
            question = lock_question.fetch_first(by.group, id=paper_question_id, **get_viewer_values(by))
            if question is None:
                raise build_unreachable_error(paper_question_id, by)
            now = clock.now()
            if not question.attempt.is_open or question.attempt.is_overdue(now):
                # Settling locks the enrollment before the attempt, so it has to wait until this exception has released
                # the attempt. Rolling back to a savepoint is enough, as for a request with an Idempotency-Key.
                raise Conflict(ATTEMPT_OVER)
            return store_answer(question, option_id, now)
    except Conflict:
        if question is not None:
            settle_attempt(question.attempt)
        raise


def store_answer(question: AttemptQuestion, option_id: uuid.UUID, now: datetime) -> AnswerProgress:
    if not question.has_option(option_id):
        raise InvalidInput.for_field("questionOptionId", _("This is not an option of the question."))
    update_answer.run(id=question.pk, option_id=option_id, now=now)
    (counts,) = count_answers.fetch(attempt_id=question.attempt_id)
    return AnswerProgress(counts["answered"], counts["total"], question.attempt.seconds_left(now))


@Statement
def lock_question(group: int, *, id: uuid.UUID, **values: Any) -> QuerySet[AttemptQuestion]:
    """With its attempt, which stays locked until the end of the transaction."""
    rows = AttemptQuestion.objects.writable_by(build_viewer(group, values)).filter(pk=id).order_by()
    return rows.select_related("attempt").select_for_update(of=("attempt",), no_key=True)


@Update
def update_answer(*, id: uuid.UUID, option_id: uuid.UUID, now: datetime) -> tuple[QuerySet[Any], dict[str, Any]]:
    return AttemptQuestion.objects.filter(pk=id), {"chosen_option_id": option_id, "answered_at": now}


@Statement
def count_answers(*, attempt_id: uuid.UUID) -> QuerySet[Any]:
    paper = AttemptQuestion.objects.filter(attempt_id=attempt_id).order_by().values("attempt")
    return paper.annotate(answered=Count("chosen_option_id"), total=Count("pk"))


def build_unreachable_error(paper_question_id: uuid.UUID, by: User) -> Exception:
    """Forbidden for a user who may read the attempt; for others the same error as for an id that does not exist."""
    if AttemptQuestion.objects.visible_to(by).filter(pk=paper_question_id).exists():
        return Forbidden(NOT_THE_STUDENT)
    return InvalidInput.for_field("attemptDetailId", _("There is no question with this id in your exam."))


def finish_attempt(*, attempt: Attempt, by: User) -> Attempt:
    """Grades the attempt, unless that has been done, and returns it. Finishing it again changes nothing.

    Raises Forbidden for anyone but the student.
    """
    if attempt.enrollment.user_id != by.pk:
        raise Forbidden(NOT_THE_STUDENT)
    # First, because the ledger attributes the grading of an attempt whose time has run out to the server (`by=None`).
    settle_attempt(attempt)
    with transaction.atomic():
        locked_attempt = lock_attempt(attempt)
        if locked_attempt.is_open:
            # During the grace period the deadline has already passed.
            grade_attempt(locked_attempt, at=min(clock.now(), locked_attempt.deadline_at), by=by)
    return locked_attempt
