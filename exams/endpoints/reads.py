"""What the screens of exams show, gathered in a constant number of queries."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from api.views import get_one_or_404
from core.exceptions import Conflict, Forbidden
from exams import clock
from exams.models import Attempt, AttemptQuestion, Exam, Question
from exams.sitting.availability import count_attempts_left, explain_start_refusal, is_exhausted
from exams.sitting.services import NOT_THE_STUDENT, list_attempts
from exams.sitting.settling import settle_attempt
from trainings.models import Enrollment, Lesson, Subject

# What exams can be listed by, and the column of the exam that names it.
LISTED_BY: dict[str, tuple[Any, str]] = {
    "subject": (Subject, "subject"),
    "lesson": (Lesson, "lesson"),
    "exam": (Exam, "pk"),
}


def list_exams(kind: str, id: uuid.UUID, viewer: User) -> list[Exam]:
    """The exams of a subject (gates of its lessons included), of a lesson, or the one; with `bank` for managers.

    NotFound when the viewer sees no such subject, lesson or exam.
    """
    model, column = LISTED_BY[kind]
    get_one_or_404(model.objects.visible_to(viewer), pk=id)
    exams = Exam.objects.visible_to(viewer).filter(**{column: id}).with_bank_size().order_by("name", "id")
    if viewer.is_manager:
        bank = Question.objects.visible_to(viewer).prefetch_related("options").order_by("created_at", "id")
        exams = exams.prefetch_related(Prefetch("questions", bank, to_attr="bank"))
    return list(exams)


def get_enrollment_and_exam(enrollment_id: uuid.UUID, exam_id: uuid.UUID, viewer: User) -> tuple[Enrollment, Exam]:
    """The pair of a start: an enrollment the viewer sees and an exam of its training; else NotFound."""
    enrollments = Enrollment.objects.visible_to(viewer).select_related("company")
    enrollment = get_one_or_404(enrollments, pk=enrollment_id)
    return enrollment, get_one_or_404(Exam.objects.offered_to(enrollment).with_bank_size(), pk=exam_id)


@dataclass(frozen=True)
class StartRead:
    """How the enrollment stands with the exam; `reason` says why it may not be started, "" when it may."""

    exam: Exam
    attempts: list[Attempt]
    attempts_left: int
    reason: str


def read_start(exam: Exam, enrollment: Enrollment, viewer: User, now: datetime) -> StartRead:
    attempts = list_attempts(exam, enrollment)
    return StartRead(
        exam,
        attempts,
        count_attempts_left(exam, attempts),
        explain_refusal_to_viewer(exam, enrollment, attempts, viewer, now),
    )


def explain_refusal_to_viewer(
    exam: Exam, enrollment: Enrollment, attempts: list[Attempt], viewer: User, now: datetime
) -> str:
    if enrollment.user_id != viewer.pk:
        return NOT_THE_STUDENT
    if any(attempt.is_open for attempt in attempts):
        return ""
    return explain_start_refusal(exam, enrollment, attempts, now)


@dataclass(frozen=True)
class ExamPaper:
    """An attempt and its paper; `moment` is when this was read."""

    attempt: Attempt
    paper: list[AttemptQuestion]
    moment: datetime


def get_attempt(id: uuid.UUID, viewer: User) -> Attempt:
    """An attempt the viewer may read, with its exam and enrollment; else NotFound."""
    rows = Attempt.objects.visible_to(viewer).select_related("exam", "enrollment")
    return get_one_or_404(rows, pk=id)


def read_paper(id: uuid.UUID, viewer: User) -> ExamPaper:
    """The paper for the student who is sitting it; Forbidden for everybody else who may read the attempt."""
    attempt = get_attempt(id, viewer)
    if attempt.enrollment.user_id != viewer.pk:
        raise Forbidden(NOT_THE_STUDENT)
    return ExamPaper(settle_attempt(attempt), list(attempt.paper.all()), clock.now())


@dataclass(frozen=True)
class Result:
    """A graded attempt. `exam` carries its bank size; `shows_answers`: this viewer may see which options are right."""

    attempt: Attempt
    exam: Exam
    paper: list[AttemptQuestion]
    shows_answers: bool


def read_result(id: uuid.UUID, viewer: User) -> Result:
    """What an attempt came to; Conflict while it is open."""
    attempt = settle_attempt(get_attempt(id, viewer))
    if attempt.is_open:
        raise Conflict("This attempt is not finished yet.")
    exam = Exam.objects.with_bank_size().get(pk=attempt.exam_id)
    return Result(attempt, exam, list(attempt.paper.all()), may_see_answers(attempt, exam, viewer))


def may_see_answers(attempt: Attempt, exam: Exam, viewer: User) -> bool:
    """Of an attempt of somebody else: staff, unless sitting this very exam. Of an own one: where the exam shows answers
    and they help in no further attempt."""
    if attempt.enrollment.user_id == viewer.pk or not viewer.is_staff:
        return exam.show_answers and is_exhausted(exam, list_attempts(exam, attempt.enrollment), clock.now())
    return not Attempt.objects.sat_by(viewer).filter(exam=exam).exists()
