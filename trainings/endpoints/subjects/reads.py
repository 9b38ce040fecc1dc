"""Subjects for students, teachers and managers (docs/api.md, section 3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.database.statements import Statement
from core.exceptions import Forbidden
from exams.models import Exam
from trainings.endpoints.attendance_reads import Presence, group_presences_by_lesson
from trainings.endpoints.lookups import get_subject
from trainings.endpoints.syllabus_reads import (
    ExamRead,
    ExamWithResult,
    LessonRead,
    SubjectRead,
    add_no_results,
    add_results,
)
from trainings.enrollments.progress import (
    build_is_credited,
    build_lesson_is_done,
)
from trainings.models import Enrollment, Lesson, Subject, Training

if TYPE_CHECKING:
    from trainings.querysets import LessonWithSlideCount


@dataclass(frozen=True)
class TrainingSubjects:
    training: Training
    subjects: Sequence[Subject]


@dataclass(frozen=True)
class SubjectLesson:
    """A lesson with its gate exams and, for an enrollment, what it did for the lesson."""

    lesson: "LessonWithSlideCount"
    gates: Sequence[Exam]
    attendance: Sequence[Presence] = ()
    is_credited: bool = False


@dataclass(frozen=True)
class SubjectView:
    """A subject with its lessons and subject-level exams, as one enrollment stands in it."""

    read: SubjectRead
    lessons: Sequence[SubjectLesson]
    exams: Sequence[Exam]


@dataclass(frozen=True)
class StudentCounts:
    """How many enrollments a training has, and how many of them are finished."""

    total: int
    finished: int


@dataclass(frozen=True)
class ManagedSubjectView(SubjectView):
    """A subject as the syllabus has it: without an enrollment, so nothing is done."""

    students: StudentCounts


def list_my_subjects(user: User) -> list[TrainingSubjects]:
    """The live subjects of each active training the user is enrolled in and not withdrawn from. Two queries."""
    enrolled = Enrollment.objects.filter(user=user, training=OuterRef("pk"), withdrawn_at__isnull=True)
    live = Subject.objects.live().order_by("order", "code", "id")
    rows = Training.objects.filter(Exists(enrolled), company_id=user.company_id, is_active=True)
    trainings = rows.order_by("name", "id").prefetch_related(Prefetch("subjects", live))
    return [TrainingSubjects(training, list(training.subjects.all())) for training in trainings]


def get_subject_of(enrollment: Enrollment, subject_id: uuid.UUID) -> Subject:
    """The live subject of the enrollment's training, with its training and teacher; NotFound for another."""
    return query_subject.fetch_one(id=subject_id, training_id=enrollment.training_id)


@Statement
def query_subject(*, id: uuid.UUID, training_id: uuid.UUID) -> QuerySet[Subject]:
    rows = Subject.objects.live().filter(pk=id, training_id=training_id)
    return rows.select_related("training", "teacher")


def read_subject_view(subject: Subject, enrollment: Enrollment, now: datetime) -> SubjectView:
    """The student's subject view of a subject from `get_subject_of`. Four queries."""
    training = subject.training
    values = {"subject_id": subject.pk, "training_id": training.pk, "enrollment_id": enrollment.pk, "now": now}
    lessons = query_lessons.fetch(training.type, **values)
    exams = query_exams.fetch(training.type, **values)
    gates = group_gates_by_lesson(exams)
    presences = group_presences_by_lesson(subject, enrollment)
    own_exams = [exam for exam in exams if exam.lesson_id is None]
    read = SubjectRead(
        subject,
        [LessonRead(lesson, lesson.is_done, lesson.is_credited) for lesson in lessons],
        [ExamRead(exam, exam.is_done, exam.is_credited) for exam in own_exams],
    )
    rows = [SubjectLesson(row, gates.get(row.pk, []), presences.get(row.pk, []), row.is_credited) for row in lessons]
    return SubjectView(read, rows, own_exams)


def read_managed_subject_view(viewer: User, subject_id: uuid.UUID) -> ManagedSubjectView:
    """The same without an enrollment. Four queries.

    Rejects a subject the viewer does not see with NotFound, and with Forbidden a viewer who is neither its teacher nor
    the chief instructor or above.
    """
    subject = get_subject(viewer, subject_id)
    if not (viewer.sees_all_students or subject.teacher_id == viewer.pk):
        raise Forbidden(_("Only the subject's teacher, the chief instructor and managers may read its syllabus."))
    exams = list(add_no_results(Exam.objects.live().filter(subject=subject)).order_by("order", "name", "id"))
    lessons = list(list_lessons(subject))
    gates = group_gates_by_lesson(exams)
    own_exams = [exam for exam in exams if exam.lesson_id is None]
    read = SubjectRead(
        subject,
        [LessonRead(lesson, is_done=False) for lesson in lessons],
        [ExamRead(exam, is_done=False) for exam in own_exams],
    )
    rows = [SubjectLesson(lesson, gates.get(lesson.pk, [])) for lesson in lessons]
    return ManagedSubjectView(read, rows, own_exams, count_students(subject.training))


def list_lessons(subject: Subject) -> "QuerySet[LessonWithSlideCount]":
    return Lesson.objects.live().filter(subject=subject).with_slide_count()


def select_lessons(
    type: str, *, subject_id: uuid.UUID, training_id: uuid.UUID, enrollment_id: uuid.UUID, now: datetime
) -> QuerySet[Any]:
    enrollment, training = Enrollment(pk=enrollment_id), Training(pk=training_id, type=type)
    rows: QuerySet[Any] = list_lessons(Subject(pk=subject_id))
    is_done = build_lesson_is_done(enrollment, training, now)
    return cast("QuerySet[Any]", rows.annotate(is_done=is_done, is_credited=build_is_credited(enrollment)))


def select_exams(
    type: str, *, subject_id: uuid.UUID, training_id: uuid.UUID, enrollment_id: uuid.UUID, now: datetime
) -> "QuerySet[ExamWithResult]":
    exams, training = Exam.objects.live().filter(subject_id=subject_id), Training(pk=training_id, type=type)
    return add_results(exams, Enrollment(pk=enrollment_id), training, now).order_by("order", "name", "id")


query_lessons: Statement[Any] = Statement(select_lessons)
query_exams: Statement[Any] = Statement(select_exams)


def group_gates_by_lesson(exams: Iterable[Exam]) -> dict[uuid.UUID, list[Exam]]:
    gates: dict[uuid.UUID, list[Exam]] = defaultdict(list)
    for exam in exams:
        if exam.lesson_id:
            gates[exam.lesson_id].append(exam)
    return gates


def count_students(training: Training) -> StudentCounts:
    return StudentCounts(**training.enrollments.aggregate(total=Count("pk"), finished=Count("finished_at")))
