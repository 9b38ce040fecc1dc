"""The syllabus of a training with what an enrollment has done of it (docs/api.md, section 3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from exams.authoring.ordering import get_place
from exams.models import Exam
from exams.querysets import ExamQuerySet
from trainings.enrollments.progress import Progress, build_exam_is_done, build_is_credited, build_lesson_is_done
from trainings.models import Enrollment, Lesson, Subject, Training
from trainings.querysets import LessonQuerySet


@dataclass(frozen=True)
class LessonRead:
    lesson: Lesson
    is_done: bool
    is_credited: bool = False


@dataclass(frozen=True)
class ExamRead:
    exam: Exam
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


def read_training_syllabus(training: Training) -> list[SubjectRead]:
    """The live subjects of the training in order, with nothing done. Three queries."""
    return group_by_subject(
        select_subjects(training),
        [LessonRead(lesson, is_done=False) for lesson in select_lessons(training)],
        [ExamRead(exam, is_done=False) for exam in select_exams(training)],
    )


def read_enrollment_syllabus(enrollment: Enrollment, now: datetime) -> list[SubjectRead]:
    """The live subjects of the enrollment's training in order, with what it has done. Three queries."""
    training = enrollment.training
    lessons: QuerySet[Lesson] = select_lessons(training)
    exams: QuerySet[Exam] = select_exams(training)
    is_credited = build_is_credited(enrollment)
    studied = lessons.annotate(is_done=build_lesson_is_done(enrollment, training, now), is_credited=is_credited)
    passed = exams.annotate(is_done=build_exam_is_done(enrollment, training, now), is_credited=is_credited)
    return group_by_subject(
        select_subjects(training),
        [LessonRead(row, row.is_done, row.is_credited) for row in studied],
        [ExamRead(row, row.is_done, row.is_credited) for row in passed],
    )


def select_subjects(training: Training) -> QuerySet[Subject]:
    return Subject.objects.live().filter(training=training).order_by("order", "code", "id")


def select_lessons(training: Training) -> LessonQuerySet:
    return Lesson.objects.live().filter(subject__training=training)


def select_exams(training: Training) -> ExamQuerySet:
    return Exam.objects.live().filter(subject__training=training, lesson__isnull=True)


def group_by_subject(
    subjects: Iterable[Subject], lessons: Iterable[LessonRead], exams: Iterable[ExamRead]
) -> list[SubjectRead]:
    lessons_by_subject: dict[uuid.UUID, list[LessonRead]] = defaultdict(list)
    for lesson in lessons:
        lessons_by_subject[lesson.lesson.subject_id].append(lesson)
    exams_by_subject: dict[uuid.UUID, list[ExamRead]] = defaultdict(list)
    for exam in exams:
        exams_by_subject[exam.exam.subject_id].append(exam)
    return [SubjectRead(subject, lessons_by_subject[subject.pk], exams_by_subject[subject.pk]) for subject in subjects]
