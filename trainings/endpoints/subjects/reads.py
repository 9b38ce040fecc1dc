"""Subjects, their lessons and exams, as an enrollment stands in them (docs/api.md, section 3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    Count,
    Exists,
    Expression,
    OuterRef,
    Prefetch,
    Sum,
)

from accounts.models import User
from exams.models import Attempt, Exam
from onsite.models import Attendance
from trainings.enrollments import progress
from trainings.enrollments.progress import Progress
from trainings.models import Enrollment, Lesson, LessonStudy, Subject, Training
from trainings.querysets import build_count


@dataclass
class SubjectRead:
    """A subject of the syllabus as one enrollment stands in it, or (without an enrollment) as managers see it."""

    subject: Subject
    lessons: list[Lesson]
    exams: list[Exam]

    @property
    def progress(self) -> Progress:
        rows: list[Any] = [*self.lessons, *self.exams]
        items = [row for row in rows if row.is_mandatory]
        return Progress(total=len(items), completed=sum(row.is_done for row in items))

    @property
    def done_by_lesson(self) -> dict[str, bool]:
        return {str(lesson.pk): lesson.is_done for lesson in self.lessons}  # type: ignore[attr-defined]

    @property
    def total_minutes(self) -> int:
        return sum(lesson.duration_minutes for lesson in self.lessons if lesson.is_mandatory)


def subjects_of(enrollment: Enrollment, now: datetime) -> list[SubjectRead]:
    """The live subjects of the enrollment's training, each lesson and subject-level exam with `is_done`."""
    training = enrollment.training
    return read_syllabus(
        training,
        lesson_is_done=progress.build_lesson_is_done(enrollment, training, now),
        exam_is_done=progress.build_exam_is_done(enrollment, training, now),
    )


def read_syllabus(training: Training, *, lesson_is_done: Expression, exam_is_done: Expression) -> list[SubjectRead]:
    """The live subjects of a training, each lesson and subject-level exam with `is_done` as the expressions tell it."""
    subjects = Subject.objects.live().filter(training=training).order_by("order", "code", "id")
    lessons = Lesson.objects.live().filter(subject__training=training)
    exams = Exam.objects.live().filter(subject__training=training, lesson__isnull=True)
    return grouped(
        subjects,
        lessons.annotate(is_done=lesson_is_done),
        exams.annotate(is_done=exam_is_done),
    )


def grouped(subjects: Iterable[Subject], lessons: Iterable[Lesson], exams: Iterable[Exam]) -> list[SubjectRead]:
    reads = {subject.pk: SubjectRead(subject, [], []) for subject in subjects}
    for lesson in lessons:
        reads[lesson.subject_id].lessons.append(lesson)
    for exam in exams:
        reads[exam.subject_id].exams.append(exam)
    return list(reads.values())


def list_my_subjects(user: User) -> list[Training]:
    """The active trainings the user is enrolled in, each once, with `live_subjects`."""
    enrolled = Enrollment.objects.filter(user=user, training=OuterRef("pk"))
    live = Subject.objects.live().order_by("order", "code", "id")
    rows = Training.objects.filter(Exists(enrolled), company_id=user.company_id, is_active=True)
    return list(rows.order_by("name", "id").prefetch_related(Prefetch("subjects", live, to_attr="live_subjects")))


@dataclass
class SubjectView:
    """A subject with its lessons, their gate exams and its own exams; `enrollment` is None for managers."""

    read: SubjectRead
    training: Training
    gates: dict[uuid.UUID, list[Exam]]
    enrollment: Enrollment | None = None
    attendance: dict[uuid.UUID, list[Attendance | LessonStudy]] = field(default_factory=dict)


def find_subject(enrollment: Enrollment, subject_id: uuid.UUID) -> Subject | None:
    """The live subject of the enrollment's training with this id."""
    rows = Subject.objects.live().filter(pk=subject_id, training_id=enrollment.training_id)
    return rows.select_related("training", "teacher").first()


def subject_view(subject: Subject, enrollment: Enrollment, now: datetime) -> SubjectView:
    """The student's subject view, in four queries."""
    training = subject.training
    lessons = Lesson.objects.live().filter(subject=subject).with_slide_count()
    exams = list_exams_with_results(subject, enrollment, now)
    read = SubjectRead(
        subject,
        list(lessons.annotate(is_done=progress.build_lesson_is_done(enrollment, training, now))),
        [exam for exam in exams if exam.lesson_id is None],
    )
    return SubjectView(
        read, training, group_gates_by_lesson(exams), enrollment, group_attendance_by_lesson(subject, enrollment)
    )


def read_subject_for_managers(subject: Subject) -> SubjectView:
    """The same without a student, in two queries."""
    exams = list(Exam.objects.live().filter(subject=subject).order_by("name", "id"))
    lessons = list(Lesson.objects.live().filter(subject=subject).with_slide_count())
    read = SubjectRead(subject, lessons, [exam for exam in exams if exam.lesson_id is None])
    return SubjectView(read, subject.training, group_gates_by_lesson(exams))


def list_exams_with_results(subject: Subject, enrollment: Enrollment, now: datetime) -> list[Exam]:
    """The live exams of a subject with `is_done`, `is_passed_online` and `attempts_used`."""
    attempts = Attempt.objects.filter(exam=OuterRef("pk"), enrollment=enrollment)
    rows = (
        Exam.objects.live()
        .filter(subject=subject)
        .annotate(
            is_done=progress.build_exam_is_done(enrollment, subject.training, now),
            is_passed_online=progress.build_exam_is_passed_online(enrollment),
            attempts_used=build_count(attempts, "exam"),
        )
    )
    return list(rows.order_by("name", "id"))


def group_gates_by_lesson(exams: Iterable[Exam]) -> dict[uuid.UUID, list[Exam]]:
    gates: dict[uuid.UUID, list[Exam]] = defaultdict(list)
    for exam in exams:
        if exam.lesson_id:
            gates[exam.lesson_id].append(exam)
    return gates


def group_attendance_by_lesson(
    subject: Subject, enrollment: Enrollment
) -> dict[uuid.UUID, list[Attendance | LessonStudy]]:
    """What the enrollment did for each lesson of the subject: studied online, and attended, oldest class first."""
    done: dict[uuid.UUID, list[Attendance | LessonStudy]] = defaultdict(list)
    studies = enrollment.studies.of_lessons_in(subject)
    for study in studies.annotate(seconds=Sum("sessions__seconds", default=0)):
        done[study.lesson_id].append(study)
    classes = enrollment.attendances.of_lessons_in(subject)
    for row in classes.select_related("class_session").order_by("starts_at", "id"):
        done[row.item_id].append(row)
    return done


def count_students(training: Training) -> dict[str, int]:
    """How many enrollments a training has, and how many of them are finished."""
    return training.enrollments.aggregate(total=Count("pk"), finished=Count("finished_at"))
