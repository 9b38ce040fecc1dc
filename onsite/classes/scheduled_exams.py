"""Scheduled exams: a class gives its students access to its exam, and gets their results (docs/decisions/0031)."""

import uuid
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.models import Company, User
from accounts.notifications import notify
from core.database.statements import Statement
from core.exceptions import Conflict
from core.school_time import add_days
from exams import clock
from exams.models import Attempt, Exam
from exams.sitting.class_hooks import ClassHook, ClassRecord, ClassWindow
from exams.sitting.grading import format_percent, format_score
from exams.sitting.settling import settle_attempt
from mail.message_texts import MessageText
from onsite.classes.attendance import apply_marks, store_rows
from onsite.models import Attendance, ClassSession
from records.services import EventDraft
from trainings.enrollments.finishing import lock_enrollments
from trainings.enrollments.reopening import apply_correction, snapshot_finished
from trainings.models import Enrollment

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle


def list_windows(exams: Collection[Exam], enrollments: Collection[Enrollment]) -> list[ClassWindow]:
    """The windows of the classes of these exams that have one of the enrollments on their roster. One query."""
    rows = Attendance.objects.live().filter(class_session__exam__in=exams, enrollment__in=enrollments)
    days = {exam.pk: exam.access_window_days for exam in exams}
    sessions = [row.class_session for row in rows.select_related("class_session__company")]
    return [build_window(session, days[session.exam_id], session.company) for session in sessions if session.exam_id]


def build_window(session: ClassSession, days: int, school: Company) -> ClassWindow:
    """From the start of the class until the same time at the school so many days later."""
    assert session.exam_id is not None  # noqa: S101  only classes of an exam have a window
    closes_at = add_days(session.starts_at, days, school.zone)
    return ClassWindow(session.pk, session.exam_id, session.starts_at, closes_at, session.signed_at is not None)


def lock_class_row(class_id: uuid.UUID, skip_locked: bool) -> bool:
    """Locks a class, a deleted one too; returns whether it did."""
    rows = ClassSession.objects.filter(pk=class_id)
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked).first() is not None


def record_result(attempt: Attempt, class_id: uuid.UUID, by: User | None) -> ClassRecord:
    """Records a graded attempt in its class: present, passed or not, and the score. The caller has locked the class.

    A result that cannot be recorded stays an attempt, and the teacher gets a message about it.
    """
    rows = ClassSession.objects.select_related("subject", "company", "exam")
    session = rows.get(pk=class_id)
    row = session.attendances.select_related("enrollment__company").filter(enrollment=attempt.enrollment_id).first()
    obstacle = find_obstacle(session, row, attempt)
    if row is not None and not obstacle:
        try:
            return ClassRecord(events=store_result(session, row, attempt, by))
        except Conflict:  # something depends on what the result would correct (docs/decisions/0009)
            obstacle = "correction_rejected"
    notify_teacher(session, attempt)
    return ClassRecord(obstacle)


def find_obstacle(session: ClassSession, row: Attendance | None, attempt: Attempt) -> str:
    """Why a result must not be recorded in the class, in a word for the ledger; "" if it may be."""
    if session.is_cancelled:
        return "class_deleted"
    if session.signed_at:
        return "class_signed"
    if session.exam_id != attempt.exam_id:
        return "class_of_something_else"
    if row is None:
        return "not_on_roster"
    return "result_typed" if is_typed(row, attempt) else ""


def is_typed(row: Attendance, attempt: Attempt) -> bool:
    """Whether a person has recorded a result, which then stays. What an earlier attempt has written is no such result,
    nor is the failure that presence alone stands for (`apply_mark`)."""
    earlier = Attempt.objects.filter(class_session_id=row.class_session_id, enrollment=row.enrollment_id)
    graded = earlier.filter(finished_at__isnull=False).exclude(pk=attempt.pk)
    written: set[tuple[bool | None, str]] = {(None, ""), (False, "")}
    for one in graded:
        # An absence that was recorded afterwards has removed the result, and left the score.
        written |= {(one.is_passed, format_rating(one)), (None, format_rating(one))}
    return (row.is_passed, row.exam_rating) not in written


def format_rating(attempt: Attempt) -> str:
    return "" if attempt.score is None else format_score(attempt.score)


def store_result(session: ClassSession, row: Attendance, attempt: Attempt, by: User | None) -> list[EventDraft]:
    """Stores the result and returns the events of the act. Raises Conflict, having stored nothing, when an enrollment
    that it would reopen cannot be (`apply_correction`)."""
    with transaction.atomic():
        snapshot = snapshot_finished([row.enrollment_id])
        mark = {"is_present": True, "is_passed": attempt.is_passed, "exam_rating": format_rating(attempt)}
        changes = apply_marks({row: mark}, session)
        store_rows(changes)
        finish_events = apply_correction(snapshot, by=by)
    marks = {str(row.enrollment.user_id): change for row, change in changes.items()}
    facts: dict[str, Any] = {
        "student": str(row.enrollment.user_id),
        "exam": str(attempt.exam_id),
        "attempt": str(attempt.pk),
        "attendance": marks,
    }
    return [EventDraft("class.result_recorded", session, facts), *finish_events]


def notify_teacher(session: ClassSession, attempt: Attempt) -> None:
    """Tells the teacher of a result that is not in the class. Leads to the class, or to the attempt if that is gone."""
    values = {
        "student": str(attempt.enrollment.user),
        "exam": str(attempt.exam),
        "score": format_percent(attempt.score or 0),
        "starts_at": session.starts_at.isoformat(),
    }
    path = f"exams/view/{attempt.pk}" if session.is_cancelled else f"onsite/class/{session.pk}"
    notify(
        company=session.company,
        recipients=[session.teacher_id],
        urls=[f"/trainings/{path}.json"],
        text=MessageText("result_not_in_class", values),
    )


def is_recorded(attempt: Attempt, row: Attendance | None) -> bool:
    """Whether the class shows the result of the attempt."""
    shown = row is not None and row.is_present and (row.is_passed, row.exam_rating)
    return not attempt.is_open and shown == (attempt.is_passed, format_rating(attempt))


def settle_class_attempts(session: ClassSession) -> None:
    """Grades the attempts of a class whose time has run out, so that it is signed and shown with their results.

    Locks all enrollments of the class first, because the caller may go on in the same transaction (a request with an
    Idempotency-Key), and the first grade locks the head of the ledger.
    """
    if session.exam_id is None:
        return
    overdue = Attempt.objects.overdue(clock.now()).filter(class_session_id=session.pk)
    if not overdue.exists():
        return
    concerned = Q(pk__in=session.attendances.values("enrollment")) | Q(pk__in=overdue.values("enrollment"))
    with transaction.atomic():
        lock_class_row(session.pk, skip_locked=False)
        lock_enrollments(Enrollment.objects.filter(concerned))
        for attempt in overdue:
            settle_attempt(attempt)


def list_latest_attempts(session: ClassSession, viewer: User, *, sees_all: bool) -> list["AttemptInCycle"]:
    """The latest attempt, with its cycle, of each student that the class gave access to, of the viewer alone unless
    `sees_all`. Grades those whose time has run out. None for a class of no exam; otherwise one query,
    and those of each attempt that is graded now."""
    if session.exam_id is None:
        return []
    values = {"class_id": session.pk} if sees_all else {"class_id": session.pk, "student_id": viewer.pk}
    latest = choose_latest(query_attempts.fetch(**values))
    graded_now = [row for row in latest if settle_attempt(row) is not row]
    return choose_latest(query_attempts.fetch(**values)) if graded_now else latest


@Statement
def query_attempts(*, class_id: uuid.UUID, student_id: int | None = None) -> "QuerySet[AttemptInCycle]":
    rows = Attempt.objects.filter(class_session_id=class_id).select_related("enrollment__user")
    if student_id is not None:
        rows = rows.filter(enrollment__user_id=student_id)
    return rows.order_by("started_at", "id").with_cycle()


def choose_latest(rows: Iterable["AttemptInCycle"]) -> list["AttemptInCycle"]:
    return list({row.enrollment_id: row for row in rows}.values())


SCHEDULED_EXAMS = ClassHook(list_windows, lock_class_row, record_result)
