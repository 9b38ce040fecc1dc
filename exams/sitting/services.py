"""What a student does in an exam: start, answer, finish (docs/api.md, section 6).

Order of locks: see `exams.sitting.settling`.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Count

from accounts.models import Company, User
from core.exceptions import Conflict, Forbidden, InvalidInput
from exams import clock
from exams.models import Attempt, AttemptQuestion, Exam
from exams.sitting.availability import explain_start_refusal
from exams.sitting.exam_paper import build_paper, draw_questions
from exams.sitting.settling import grade_attempt, lock_attempt, lock_enrollment, settle_attempt
from records.canonical import format_moment
from records.services import EventDraft, record_events
from trainings.models import Enrollment

NOT_THE_STUDENT = "Only the student may sit this exam."
ATTEMPT_OVER = "This attempt is finished. The answer was not kept."


def list_attempts(exam: Exam, enrollment: Enrollment) -> list[Attempt]:
    """The attempts of the enrollment at the exam, oldest first, each settled."""
    rows = Attempt.objects.filter(exam=exam, enrollment=enrollment).order_by("started_at", "id")
    return [settle_attempt(attempt) for attempt in rows]


def start_attempt(*, enrollment: Enrollment, exam: Exam, by: User) -> Attempt:
    """A new attempt with its whole paper; or the one that is open.

    `exam` comes from `with_bank_size`, of the enrollment's training. Refuses with Forbidden whom it does not belong to,
    and gives the reason when there may be no (further) attempt now.
    """
    if enrollment.user_id != by.pk:
        raise Forbidden(NOT_THE_STUDENT)
    list_attempts(exam, enrollment)
    with transaction.atomic():
        lock_enrollment(enrollment.pk)
        attempts = list(Attempt.objects.filter(exam=exam, enrollment=enrollment))
        running = next((attempt for attempt in attempts if attempt.is_open), None)
        return running or create_attempt(exam, enrollment, attempts, by)


def create_attempt(exam: Exam, enrollment: Enrollment, attempts: list[Attempt], by: User) -> Attempt:
    """Draws and stores the paper, under the lock on the enrollment."""
    now = clock.now()
    reason = explain_start_refusal(exam, enrollment, attempts, now)
    if reason:
        raise Forbidden(reason)
    attempt = Attempt(
        exam=exam,
        enrollment=enrollment,
        started_at=now,
        deadline_at=compute_deadline(exam, enrollment.company, now),
        pass_percent=exam.pass_percent,
    )
    paper = build_paper(attempt, draw_questions(exam))
    try:
        with transaction.atomic():
            attempt.save(force_insert=True)
    except IntegrityError:
        # Somebody got in without the enrollment's lock; the index lets one open attempt in, and that one counts.
        return Attempt.objects.open().get(exam=exam, enrollment=enrollment)
    AttemptQuestion.objects.bulk_create(paper)
    record_events(build_start_event(attempt), company_id=enrollment.company_id, by=by)
    return attempt


def compute_deadline(exam: Exam, company: Company, now: datetime) -> datetime:
    """The time limit, or earlier: the exam's expiry, or the end of the training's last day at the school."""
    limits = [now + timedelta(minutes=exam.duration_minutes), exam.expires_at]
    last_day = exam.subject.training.ends_on
    if last_day is not None and last_day < date.max:
        limits.append(company.get_day_end(last_day))
    return min(limit for limit in limits if limit is not None)


def build_start_event(attempt: Attempt) -> EventDraft:
    payload = {
        "exam": str(attempt.exam_id),
        "user": str(attempt.enrollment.user_id),
        "deadline": format_moment(attempt.deadline_at),
        "pass_percent": attempt.pass_percent,
    }
    return EventDraft("exam.started", attempt, payload)


@dataclass(frozen=True)
class AnswerProgress:
    """How far the student has come."""

    answered: int
    total: int
    remaining: int | None


def record_answer(*, detail_id: uuid.UUID, option_id: uuid.UUID, by: User) -> AnswerProgress:
    """Keeps the student's choice for one question of an open attempt; the last one counts.

    Refuses with InvalidInput an unknown question or an option of another one, with Forbidden whoever is not the
    student, and with Conflict once the attempt is over. The lock on the attempt is what finishing takes too: an answer
    is kept before the grading reads the paper, or refused.
    """
    shown: AttemptQuestion | None = None
    try:
        with transaction.atomic():
            mine = AttemptQuestion.objects.writable_by(by).select_related("attempt")
            shown = mine.select_for_update(of=("attempt",), no_key=True).filter(pk=detail_id).first()
            if shown is None:
                raise build_unreachable_error(detail_id, by)
            now = clock.now()
            if not shown.attempt.is_open or shown.attempt.is_overdue(now):
                # Leaving by an exception lets go of the attempt, in a larger transaction too: settling begins with the
                # enrollment.
                raise Conflict(ATTEMPT_OVER)
            return store_answer(shown, option_id, now)
    except Conflict:
        if shown is not None:
            settle_attempt(shown.attempt)
        raise


def store_answer(shown: AttemptQuestion, option_id: uuid.UUID, now: datetime) -> AnswerProgress:
    if not shown.offers(option_id):
        raise InvalidInput.for_field("questionOptionId", "This is not an option of the question.")
    AttemptQuestion.objects.filter(pk=shown.pk).update(chosen_option_id=option_id, answered_at=now)
    paper = AttemptQuestion.objects.filter(attempt=shown.attempt_id)
    counts = paper.aggregate(answered=Count("chosen_option_id"), total=Count("pk"))
    return AnswerProgress(**counts, remaining=shown.attempt.seconds_left(now))


def build_unreachable_error(detail_id: uuid.UUID, by: User) -> Exception:
    if AttemptQuestion.objects.visible_to(by).filter(pk=detail_id).exists():
        return Forbidden(NOT_THE_STUDENT)
    return InvalidInput.for_field("attemptDetailId", "There is no question with this id in your exam.")


def finish_attempt(*, attempt: Attempt, by: User) -> Attempt:
    """The attempt, graded: now, or when its time ran out, whichever was first. Finishing again changes nothing."""
    if attempt.enrollment.user_id != by.pk:
        raise Forbidden(NOT_THE_STUDENT)
    settle_attempt(attempt)
    with transaction.atomic():
        sitting = lock_attempt(attempt)
        if sitting.is_open:
            grade_attempt(sitting, at=min(clock.now(), sitting.deadline_at), by=by)
    return sitting
