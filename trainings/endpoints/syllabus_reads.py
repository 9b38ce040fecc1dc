"""The syllabus of a training with what an enrollment has done of it (docs/api.md, section 3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, cast

from django.db.models import F, QuerySet, Value

from core.database.statements import Statement
from exams.authoring.ordering import get_place
from exams.models import Exam
from exams.querysets import ExamQuerySet
from trainings.enrollments.progress import (
    Progress,
    build_exam_is_done,
    build_exam_is_passed_online,
    build_is_credited,
    build_lesson_is_done,
)
from trainings.models import Enrollment, Lesson, Subject, Training
from trainings.querysets import LessonQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ExamWithResult: TypeAlias = WithAnnotations[Exam, "ExamResult"]
else:
    ExamWithResult = Exam  # drf-spectacular resolves the annotations of serializers


@dataclass(frozen=True)
class LessonRead:
    lesson: Lesson
    is_done: bool
    is_credited: bool = False


class ExamResult(TypedDict):
    """What `add_results` adds to each exam."""

    is_done: bool
    is_credited: bool
    is_passed_online: bool
    attempts_used: int
    attempts_allowed: int


@dataclass(frozen=True)
class ExamRead:
    exam: ExamWithResult
    is_done: bool
    is_credited: bool = False


@dataclass(frozen=True)
class SubjectProgress(Progress):
    """Progress in one subject; `lessons` says of each lesson, by id, whether it is done."""

    lessons: dict[str, bool]


@dataclass(frozen=True)
class SubjectRead:
    """A subject with its lessons and subject-level exams; without an enrollment nothing is done."""

    subject: Subject
    lessons: Sequence[LessonRead]
    exams: Sequence[ExamRead]

    def list_activities(self) -> "list[LessonRead | ExamRead]":
        """Lessons and exams in their one order."""
        rows: list[LessonRead | ExamRead] = [*self.lessons, *self.exams]
        return sorted(rows, key=lambda row: get_place(row.lesson if isinstance(row, LessonRead) else row.exam))

    @property
    def progress(self) -> SubjectProgress:
        items = [row.is_done for row in self.lessons if row.lesson.is_mandatory]
        items += [row.is_done for row in self.exams if row.exam.is_mandatory]
        lessons = {str(row.lesson.pk): row.is_done for row in self.lessons}
        return SubjectProgress(total=len(items), completed=sum(items), lessons=lessons)

    @property
    def total_minutes(self) -> int:
        return sum(row.lesson.duration_minutes for row in self.lessons if row.lesson.is_mandatory)


@dataclass(frozen=True)
class SyllabusRead:
    """The live subjects of a training in order, and after them the exams of the whole training in theirs."""

    subjects: list[SubjectRead]
    exams: list[ExamRead]

    @property
    def exam_progress(self) -> Progress:
        """Of the exams of the whole training that are required."""
        required = [row.is_done for row in self.exams if row.exam.is_mandatory]
        return Progress(total=len(required), completed=sum(required))

    @property
    def progress(self) -> Progress:
        parts = [*(subject.progress for subject in self.subjects), self.exam_progress]
        return Progress(total=sum(part.total for part in parts), completed=sum(part.completed for part in parts))


def read_training_syllabus(training: Training) -> SyllabusRead:
    """The syllabus with nothing done. Three queries."""
    return build_syllabus(
        select_subjects(training),
        [LessonRead(lesson, is_done=False) for lesson in select_lessons(training)],
        [ExamRead(exam, is_done=False) for exam in add_no_results(select_exams(training))],
    )


def read_enrollment_syllabus(enrollment: Enrollment, now: datetime) -> SyllabusRead:
    """The syllabus of the enrollment's training with what it has done. Three queries."""
    training = enrollment.training
    values = {"training_id": training.pk, "enrollment_id": enrollment.pk, "now": now}
    return build_syllabus(
        query_subjects.fetch(training_id=training.pk),
        [LessonRead(row, row.is_done, row.is_credited) for row in query_lessons.fetch(training.type, **values)],
        [ExamRead(row, row.is_done, row.is_credited) for row in query_exams.fetch(training.type, **values)],
    )


def select_studied_lessons(
    type: str, *, training_id: uuid.UUID, enrollment_id: uuid.UUID, now: datetime
) -> QuerySet[Any]:
    enrollment, training = Enrollment(pk=enrollment_id), Training(pk=training_id, type=type)
    lessons: QuerySet[Lesson] = select_lessons(training)
    is_done = build_lesson_is_done(enrollment, training, now)
    return lessons.annotate(is_done=is_done, is_credited=build_is_credited(enrollment))


def select_taken_exams(type: str, *, training_id: uuid.UUID, enrollment_id: uuid.UUID, now: datetime) -> QuerySet[Any]:
    training = Training(pk=training_id, type=type)
    return add_results(select_exams(training), Enrollment(pk=enrollment_id), training, now)


def select_subjects(training: Training) -> QuerySet[Subject]:
    return Subject.objects.live().filter(training=training).order_by("order", "code", "id")


def select_lessons(training: Training) -> LessonQuerySet:
    return Lesson.objects.live().filter(subject__training=training)


def select_exams(training: Training) -> ExamQuerySet:
    return Exam.objects.live().of_training(training).filter(lesson__isnull=True)


def add_results(
    exams: ExamQuerySet, enrollment: Enrollment, training: Training, now: datetime
) -> "QuerySet[ExamWithResult]":
    """Adds how the enrollment stands with each exam. Call it after the methods of the queryset's class."""
    rows = exams.with_allowance(enrollment).annotate(
        attempts_allowed=F("max_attempts") + F("attempts_granted"),
        is_done=build_exam_is_done(enrollment, training, now),
        is_credited=build_is_credited(enrollment),
        is_passed_online=build_exam_is_passed_online(enrollment),
    )
    return cast("QuerySet[ExamWithResult]", rows)


def add_no_results(exams: ExamQuerySet) -> "QuerySet[ExamWithResult]":
    """The same without an enrollment: nothing is done."""
    nothing = {name: Value(False) for name in ("is_done", "is_credited", "is_passed_online")}
    rows = exams.annotate(attempts_allowed=F("max_attempts"), attempts_used=Value(0), **nothing)
    return cast("QuerySet[ExamWithResult]", rows)


query_subjects: Statement[Subject] = Statement(lambda *, training_id: select_subjects(Training(pk=training_id)))
query_lessons: Statement[Any] = Statement(select_studied_lessons)
query_exams: Statement[Any] = Statement(select_taken_exams)


def build_syllabus(
    subjects: Iterable[Subject], lessons: Iterable[LessonRead], exams: Iterable[ExamRead]
) -> SyllabusRead:
    lessons_by_subject: dict[uuid.UUID, list[LessonRead]] = defaultdict(list)
    for lesson in lessons:
        lessons_by_subject[lesson.lesson.subject_id].append(lesson)
    exams_by_subject: dict[uuid.UUID | None, list[ExamRead]] = defaultdict(list)
    for exam in exams:
        exams_by_subject[exam.exam.subject_id].append(exam)
    rows = [SubjectRead(subject, lessons_by_subject[subject.pk], exams_by_subject[subject.pk]) for subject in subjects]
    return SyllabusRead(rows, exams_by_subject[None])
