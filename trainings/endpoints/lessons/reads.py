"""Lessons and slides (docs/api.md, section 4)."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from api.views import get_one_or_404
from core.database.statements import Statement
from core.exceptions import InvalidInput, NotFound
from exams.models import Exam
from exams.sitting.access import explain_closed_access, read_access
from exams.sitting.availability import explain_unavailability, is_gate_open
from exams.sitting.restarting import may_reset
from onsite.models import Attendance
from trainings.endpoints.attendance_reads import (
    Presence,
    build_class_presence,
    build_study_presence,
    group_presences_by_lesson,
)
from trainings.enrollments.finding import find_enrollment
from trainings.enrollments.progress import build_exam_is_passed_online, build_is_credited
from trainings.models import Enrollment, LearningObjective, Lesson, LessonStudy, Slide, Subject, Training
from trainings.syllabus.objectives import query_objectives

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CreditableLesson: TypeAlias = WithAnnotations[Lesson, "LessonCredit"]
else:
    CreditableLesson = Lesson  # drf-spectacular resolves the annotations of serializers


class LessonCredit(TypedDict):
    """What `find_lesson` adds to a lesson."""

    is_credited: bool


@dataclass(frozen=True)
class GateRead:
    """A gate exam for one enrollment."""

    exam: Exam
    is_passed: bool
    is_available: bool


@dataclass(frozen=True)
class LessonView:
    """A lesson for one enrollment."""

    lesson: CreditableLesson
    enrollment: Enrollment
    training: Training
    slides: Sequence[Slide]
    objectives: Sequence[LearningObjective]
    gates: Sequence[GateRead]
    attendance: Sequence[Presence]
    next_lesson: Lesson | None
    can_reset: bool

    @property
    def is_studied(self) -> bool:
        return any(row.session is None and row.value for row in self.attendance)

    @property
    def may_sit_gate(self) -> bool:
        return is_gate_open(bool(self.slides), self.is_studied)


@dataclass(frozen=True)
class LessonAttendance:
    """A lesson, and what students did for it."""

    lesson: Lesson
    presences: Sequence[Presence]


def find_lesson(enrollment: Enrollment, lesson_id: uuid.UUID) -> CreditableLesson | None:
    """The live lesson of the enrollment's training with this id, and whether it is credited."""
    return query_lesson.fetch_first(id=lesson_id, training_id=enrollment.training_id, enrollment_id=enrollment.pk)


def select_lesson(*, id: uuid.UUID, training_id: uuid.UUID, enrollment_id: uuid.UUID) -> "QuerySet[CreditableLesson]":
    rows = Lesson.objects.live().filter(subject__training_id=training_id, pk=id).select_related("subject")
    rows = rows.annotate(is_credited=build_is_credited(Enrollment(pk=enrollment_id)))
    return cast("QuerySet[CreditableLesson]", rows)


def get_lesson_of(enrollment: Enrollment, lesson_id: uuid.UUID) -> CreditableLesson:
    lesson = find_lesson(enrollment, lesson_id)
    if lesson is None:
        raise NotFound
    return lesson


def get_enrollment_and_lesson(
    viewer: User, enrollment_id: uuid.UUID, lesson_id: uuid.UUID
) -> tuple[Enrollment, CreditableLesson]:
    """The pair that a request body names. Rejects what the viewer does not see, or what does not belong together, with
    InvalidInput that names the field."""
    enrollment = find_enrollment(viewer, enrollment_id)
    if enrollment is None:
        raise InvalidInput.for_field("enrollmentId", _("There is no enrollment with this id."))
    lesson = find_lesson(enrollment, lesson_id)
    if lesson is None:
        raise InvalidInput.for_field("lessonId", _("The training has no lesson with this id."))
    return enrollment, lesson


def read_lesson_view(lesson: CreditableLesson, enrollment: Enrollment, viewer: User, now: datetime) -> LessonView:
    """A lesson from `get_lesson_of`, in six queries; in at most six more where lessons can be started again."""
    return LessonView(
        lesson=lesson,
        enrollment=enrollment,
        training=enrollment.training,
        slides=query_slides.fetch(lesson_id=lesson.pk),
        objectives=query_objectives.fetch(lesson_id=lesson.pk),
        gates=list_gates(lesson, enrollment, now),
        attendance=group_presences_by_lesson(lesson.subject, enrollment).get(lesson.pk, []),
        next_lesson=find_next_lesson(lesson, enrollment.training),
        can_reset=may_reset(lesson, enrollment, viewer, now),
    )


def list_gates(lesson: Lesson, enrollment: Enrollment, now: datetime) -> list[GateRead]:
    rows = Exam.objects.live().filter(lesson=lesson).order_by("order", "name", "id").with_bank_size()
    exams = rows.annotate(is_passed=build_exam_is_passed_online(enrollment))
    access = read_access(exams, [enrollment], now)
    return [
        GateRead(exam, exam.is_passed, not (explain_unavailability(exam, now) or explain_closed_access(exam, access)))
        for exam in exams
    ]


def find_next_lesson(lesson: Lesson, training: Training) -> Lesson | None:
    """The lesson that follows in the order of subjects and lessons."""
    ordered = query_lesson_names.fetch(training_id=training.pk)
    following = ordered[ordered.index(lesson) + 1 :] if lesson in ordered else []
    return following[0] if following else None


def select_slides(*, lesson_id: uuid.UUID) -> QuerySet[Slide]:
    return Slide.objects.live().filter(lesson_id=lesson_id)


def select_lesson_names(*, training_id: uuid.UUID) -> QuerySet[Lesson]:
    rows = Lesson.objects.live().filter(subject__training_id=training_id).only("name")
    return rows.order_by("subject__order", "subject__code", "subject_id", "order", "name", "id")


query_lesson = Statement(select_lesson)
query_slides = Statement(select_slides)
query_lesson_names = Statement(select_lesson_names)


# --- slides


def get_lesson(viewer: User, lesson_id: uuid.UUID) -> Lesson:
    return get_one_or_404(Lesson.objects.visible_to(viewer), pk=lesson_id)


def list_slides(lesson: Lesson) -> list[Slide]:
    """The live slides of the lesson in order, without their content."""
    return list(Slide.objects.live().filter(lesson=lesson).only("title", "order", "lesson"))


def get_slide(viewer: User, slide_id: uuid.UUID) -> Slide:
    return get_one_or_404(Slide.objects.visible_to(viewer), pk=slide_id)


# --- attendance


def list_lesson_attendance(subject: Subject, viewer: User) -> list[LessonAttendance]:
    """The live lessons of the subject, each with what the enrollments that `viewer` may read did for it.

    By surname, name, and then by time. Three queries.
    """
    readable = Enrollment.objects.visible_to(viewer).filter(training_id=subject.training_id)
    studies = LessonStudy.objects.of_lessons_in(subject).filter(enrollment__in=readable)
    classes = Attendance.objects.of_lessons_in(subject).filter(enrollment__in=readable)
    if not viewer.is_manager:
        classes = classes.as_fellow_student(viewer)
    presences: dict[uuid.UUID, list[Presence]] = defaultdict(list)
    for study in studies.select_related("enrollment__user").with_seconds():
        presences[study.lesson_id].append(build_study_presence(study))
    for row in classes.select_related("enrollment__user", "class_session"):
        presences[row.item_id].append(build_class_presence(row))
    lessons = Lesson.objects.live().filter(subject=subject)
    return [LessonAttendance(lesson, sorted(presences[lesson.pk], key=build_sort_key)) for lesson in lessons]


def build_sort_key(row: Presence) -> tuple[str, str, int, datetime, uuid.UUID]:
    user = row.enrollment.user
    return user.surname, user.name, user.pk, row.at, row.id
