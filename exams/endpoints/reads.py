"""What the exam screens show, read in a constant number of queries (docs/api.md, section 6)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.viewers import build_viewer, get_viewer_values
from api.views import get_one_or_404
from core.database.statements import Statement
from core.exceptions import Conflict, Forbidden
from exams import clock
from exams.models import QUESTION_ORDER, Attempt, AttemptQuestion, Exam, Question
from exams.sitting.access import Access, AccessByExam, read_access
from exams.sitting.allowances import count_attempts_left
from exams.sitting.availability import explain_start_rejection, is_concluded
from exams.sitting.restarting import may_reset_gate
from exams.sitting.services import NOT_THE_STUDENT, list_settled_attempts
from exams.sitting.settling import settle_attempt
from trainings.enrollments.finding import get_enrollment
from trainings.models import Enrollment, Lesson, Subject, Training

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle, ExamWithBankSize

# What exams can be listed by: its model, and the column of the exam that refers to it.
LISTED_BY: dict[str, tuple[Any, str]] = {
    "subject": (Subject, "subject"),
    "lesson": (Lesson, "lesson"),
    "training": (Training, "training"),
    "exam": (Exam, "pk"),
}


@dataclass(frozen=True)
class ListedExam:
    """An exam, with the questions of its bank for managers."""

    exam: ExamWithBankSize
    questions: list[Question]


@dataclass(frozen=True)
class ExamList:
    """Exams, and the viewer's own access to those that are scheduled."""

    rows: list[ListedExam]
    access: AccessByExam


def list_exams(kind: str, id: uuid.UUID, viewer: User, now: datetime) -> ExamList:
    """The exams of a subject (gate exams of its lessons included), of a lesson or of a whole training (without those of
    its subjects), or the one exam.

    Raises NotFound when the viewer sees no such subject, lesson, training or exam.
    """
    model, column = LISTED_BY[kind]
    get_one_or_404(model.objects.visible_to(viewer), pk=id)
    exams = Exam.objects.visible_to(viewer).with_bank_size().filter(**{column: id}).order_by("order", "name", "id")
    rows = list_with_questions(exams, viewer) if viewer.is_manager else [ListedExam(exam, []) for exam in exams]
    own = Enrollment.objects.filter(user=viewer, company=viewer.company_id)
    return ExamList(rows, read_access([row.exam for row in rows], own, now))


def list_with_questions(exams: QuerySet[ExamWithBankSize], viewer: User) -> list[ListedExam]:
    bank = Question.objects.visible_to(viewer).prefetch_related("options").order_by(*QUESTION_ORDER)
    rows = exams.prefetch_related(Prefetch("questions", bank))
    return [ListedExam(exam, list(exam.questions.all())) for exam in rows]


def list_schedulable_exams(subject_id: uuid.UUID, viewer: User) -> list[Exam]:
    """The exams that a class of the subject can be of, those of its whole training last. Raises NotFound when the
    viewer sees no such subject."""
    subject = get_one_or_404(Subject.objects.visible_to(viewer), pk=subject_id)
    rows = Exam.objects.visible_to(viewer).schedulable().of_class_in(subject)
    return list(rows.order_by(F("training").asc(nulls_first=True), "order", "name", "id"))


def get_enrollment_and_exam(
    enrollment_id: uuid.UUID, exam_id: uuid.UUID, viewer: User
) -> tuple[Enrollment, ExamWithBankSize]:
    """An enrollment that the viewer sees, and an exam of its training. Raises NotFound otherwise."""
    enrollment = get_enrollment(viewer, enrollment_id)
    exam = query_exam.fetch_one(id=exam_id, enrollment_id=enrollment.pk, training_id=enrollment.training_id)
    return enrollment, exam


@Statement
def query_exam(*, id: uuid.UUID, enrollment_id: uuid.UUID, training_id: uuid.UUID) -> QuerySet[ExamWithBankSize]:
    enrollment = Enrollment(pk=enrollment_id, training_id=training_id)
    return Exam.objects.offered_to(enrollment).with_bank_size().filter(pk=id)


@dataclass(frozen=True)
class StartRead:
    """The attempts of an enrollment at an exam, and why the viewer may not start or resume one (`reason`, or "").

    `access` is that of the enrollment. `can_reset`: the viewer may start the exam's lesson again.
    """

    exam: ExamWithBankSize
    attempts: list[AttemptInCycle]
    attempts_left: int
    access: AccessByExam
    reason: str
    can_reset: bool

    @property
    def exam_access(self) -> Access | None:
        """None for an exam that is not scheduled."""
        return self.access.get(self.exam.pk)


def read_start(exam: ExamWithBankSize, enrollment: Enrollment, viewer: User, now: datetime) -> StartRead:
    attempts = list_settled_attempts(exam, enrollment)
    access = read_access([exam], [enrollment], now)
    if enrollment.user_id != viewer.pk:
        reason = str(NOT_THE_STUDENT)
    elif any(attempt.is_open for attempt in attempts):
        reason = ""  # starting resumes it, whatever has changed since
    else:
        reason = explain_start_rejection(exam, enrollment, attempts, access, now)
    can_reset = bool(reason) and may_reset_gate(exam, enrollment, viewer, now)
    return StartRead(exam, attempts, count_attempts_left(exam, enrollment), access, reason, can_reset)


@dataclass(frozen=True)
class ExamPaper:
    """An attempt and the questions of its exam paper, as of `read_at`."""

    attempt: Attempt
    questions: list[AttemptQuestion]
    read_at: datetime


def get_attempt(id: uuid.UUID, viewer: User) -> AttemptInCycle:
    """An attempt that the viewer may read, with its exam, enrollment and cycle. Raises NotFound otherwise."""
    return query_attempt.fetch_one(viewer.group, id=id, **get_viewer_values(viewer))


def select_attempt(group: int, *, id: uuid.UUID, **values: Any) -> QuerySet[AttemptInCycle]:
    rows = Attempt.objects.visible_to(build_viewer(group, values)).filter(pk=id)
    return rows.select_related("exam", "enrollment").with_cycle()


def read_paper(id: uuid.UUID, viewer: User) -> ExamPaper:
    """The exam paper for its student. Raises Forbidden for everybody else who may read the attempt."""
    attempt = get_attempt(id, viewer)
    if attempt.enrollment.user_id != viewer.pk:
        raise Forbidden(NOT_THE_STUDENT)
    now = clock.now()
    return ExamPaper(settle_attempt(attempt, now), query_paper.fetch(attempt_id=attempt.pk), now)


def select_paper(*, attempt_id: uuid.UUID) -> QuerySet[AttemptQuestion]:
    return AttemptQuestion.objects.filter(attempt_id=attempt_id).order_by("order")


query_attempt = Statement(select_attempt)
query_paper = Statement(select_paper)


@dataclass(frozen=True)
class Result:
    """A graded attempt. `shows_answer_key`: this viewer may see which options are right."""

    attempt: AttemptInCycle
    exam: ExamWithBankSize
    access: AccessByExam
    questions: list[AttemptQuestion]
    shows_answer_key: bool


def read_result(id: uuid.UUID, viewer: User) -> Result:
    """The result of an attempt. Raises Conflict while the attempt is open."""
    found = get_attempt(id, viewer)
    attempt = found if settle_attempt(found) is found else get_attempt(id, viewer)
    if attempt.is_open:
        raise Conflict(_("This attempt is not finished yet."))
    exam = Exam.objects.with_bank_size().get(pk=attempt.exam_id)
    access = read_access([exam], [attempt.enrollment], clock.now())
    return Result(attempt, exam, access, list(attempt.paper.all()), may_see_answer_key(attempt, exam, viewer))


def is_concluded_for(enrollment: Enrollment, exam: Exam) -> bool:
    return is_concluded(exam, enrollment, list_settled_attempts(exam, enrollment), clock.now())


def may_see_answer_key(attempt: Attempt, exam: Exam, viewer: User) -> bool:
    """Students, of their own attempt: when the exam shows answers and no further attempt can use them.

    Staff, of the attempts of others: unless they have an open attempt at this exam themselves.
    """
    if attempt.enrollment.user_id == viewer.pk or not viewer.is_staff:
        return exam.show_answers and is_concluded_for(attempt.enrollment, exam)
    return not Attempt.objects.sat_by(viewer).filter(exam=exam).exists()
