"""What the lesson screens show, gathered in a constant number of queries."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from accounts.models import User
from exams.models import Exam
from exams.sitting.availability import explain_unavailability, is_gate_open
from onsite.models import Attendance, ClassSession
from trainings.endpoints.subjects.reads import group_attendance_by_lesson
from trainings.enrollments import progress
from trainings.models import Enrollment, LearningObjective, Lesson, LessonStudy, Slide, Subject, Training


@dataclass(frozen=True)
class Presence:
    """What one enrollment did for a lesson: its slides, or (with `session`) a class that it was on the roster of."""

    id: uuid.UUID
    enrollment: Enrollment
    value: bool
    seconds: int
    created_at: datetime
    session: ClassSession | None

    @property
    def at(self) -> datetime:
        return self.session.starts_at if self.session else self.created_at


def build_presence(row: Attendance | LessonStudy) -> Presence:
    """`row` as the lesson screens show it; a study needs its `seconds`."""
    if isinstance(row, LessonStudy):
        seconds: int = row.seconds  # type: ignore[attr-defined]
        return Presence(row.pk, row.enrollment, True, seconds, row.completed_at, None)
    return Presence(row.pk, row.enrollment, bool(row.is_present), row.seconds, row.created_at, row.class_session)


@dataclass
class LessonView:
    """A lesson as one enrollment stands in it."""

    lesson: Lesson
    enrollment: Enrollment
    training: Training
    slides: list[Slide]
    objectives: list[LearningObjective]
    gates: list[Exam]
    attendance: list[Presence]
    next_lesson: Lesson | None

    @property
    def is_studied(self) -> bool:
        return any(row.session is None for row in self.attendance)

    @property
    def may_sit_gate(self) -> bool:
        return is_gate_open(bool(self.slides), self.is_studied)


def find_lesson(enrollment: Enrollment, lesson_id: uuid.UUID) -> Lesson | None:
    """The live lesson of the enrollment's training with this id."""
    rows = Lesson.objects.live().filter(subject__training_id=enrollment.training_id)
    return rows.filter(pk=lesson_id).select_related("subject").first()


def read_lesson_view(lesson: Lesson, enrollment: Enrollment, now: datetime) -> LessonView:
    """Everything the lesson view shows, in six queries; `enrollment` brings its training."""
    done = group_attendance_by_lesson(lesson.subject, enrollment).get(lesson.pk, [])
    return LessonView(
        lesson=lesson,
        enrollment=enrollment,
        training=enrollment.training,
        slides=list(Slide.objects.live().filter(lesson=lesson)),
        objectives=list(lesson.objectives.all()),
        gates=list_gates(lesson, enrollment, now),
        attendance=[build_presence(row) for row in done],
        next_lesson=find_next_lesson(lesson, enrollment.training),
    )


def list_gates(lesson: Lesson, enrollment: Enrollment, now: datetime) -> list[Exam]:
    """The live exams attached to the lesson, each with `is_passed_online` and `is_available`."""
    rows = Exam.objects.live().filter(lesson=lesson).with_bank_size()
    rows = rows.annotate(is_passed_online=progress.build_exam_is_passed_online(enrollment)).order_by("name", "id")
    for exam in rows:
        exam.is_available = not explain_unavailability(exam, now)  # type: ignore[attr-defined]
    return list(rows)


def find_next_lesson(lesson: Lesson, training: Training) -> Lesson | None:
    """The lesson that follows in subject and lesson order."""
    rows = Lesson.objects.live().filter(subject__training=training).only("name")
    ordered = list(rows.order_by("subject__order", "subject__code", "subject_id", "order", "name", "id"))
    following = ordered[ordered.index(lesson) + 1 :] if lesson in ordered else []
    return following[0] if following else None


# --- slides


def list_slides(lesson: Lesson) -> list[Slide]:
    """The live slides of the lesson in order, without their content."""
    return list(Slide.objects.live().filter(lesson=lesson).only("title", "order", "lesson"))


# --- who was there


def list_lessons_with_attendance(subject: Subject, viewer: User) -> list[tuple[Lesson, list[Presence]]]:
    """The live lessons of the subject, each with what the enrollments that `viewer` may read did for it.

    By surname, name, and then in the order of time. Three queries.
    """
    readable = Enrollment.objects.visible_to(viewer).filter(training_id=subject.training_id)
    studies = LessonStudy.objects.of_lessons_in(subject).filter(enrollment__in=readable)
    classes = Attendance.objects.of_lessons_in(subject).filter(enrollment__in=readable)
    if not viewer.is_manager:
        classes = classes.as_fellow_student(viewer)
    done: dict[uuid.UUID, list[Presence]] = defaultdict(list)
    for study in studies.select_related("enrollment__user").annotate(seconds=Sum("sessions__seconds", default=0)):
        done[study.lesson_id].append(build_presence(study))
    for row in classes.select_related("enrollment__user", "class_session"):
        done[row.item_id].append(build_presence(row))
    lessons = Lesson.objects.live().filter(subject=subject)
    return [(lesson, sorted(done[lesson.pk], key=build_sort_key)) for lesson in lessons]


def build_sort_key(row: Presence) -> tuple[str, str, int, datetime, uuid.UUID]:
    user = row.enrollment.user
    return user.surname, user.name, user.pk, row.at, row.id
