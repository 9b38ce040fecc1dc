"""Class plans and their validation (docs/api.md, section 5)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from accounts.models import User
from core import clock
from core.exceptions import FieldErrors, InvalidInput
from exams.models import Exam
from locations.models import Location
from onsite.models import Attendance, ClassSession, ObjectiveRating
from trainings.models import Enrollment, Lesson, Subject

DEFAULT_MINUTES = 60
# A start outside of this range is more likely a mistyped year than meant. Over the API it is rejected; the form of a
# class asks the manager to confirm it.
MAX_PAST = timedelta(days=180)
MAX_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class ClassPlan:
    """The wish of a manager for a class, by ids that have not been checked.

    `options` may hold `lesson_id`, `exam_id`, `location_id`, `duration_minutes` and `remarks`; what is missing stays as
    it is. `is_distance_confirmed`: the manager has confirmed a start long ago or far ahead.
    """

    subject_id: uuid.UUID
    starts_at: datetime
    teacher_id: int
    student_ids: list[int]
    options: Mapping[str, Any] = field(default_factory=dict)
    is_distance_confirmed: bool = False

    def choose_item(self, existing: ClassSession | None) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        """The ids of the lesson and the exam of the class. It has one of them at most: a new lesson replaces the exam,
        and a new exam the lesson."""
        lesson = self.options.get("lesson_id", existing.lesson_id if existing else None)
        exam = self.options.get("exam_id", existing.exam_id if existing else None)
        if self.options.get("exam_id"):
            return None, exam
        return lesson, None if self.options.get("lesson_id") else exam


@dataclass(frozen=True)
class CheckedPlan:
    """The rows of a plan that is valid: they exist, and belong together."""

    subject: Subject
    lesson: Lesson | None
    exam: Exam | None
    teacher: User
    location: Location | None
    joining: list[Enrollment]
    leaving: list[Attendance]


def check_plan(plan: ClassPlan, *, by: User, existing: ClassSession | None = None) -> CheckedPlan:
    """The rows of a plan. `existing` is the class that is to be changed, locked.

    Raises InvalidInput with every error, by field and with the ids at fault. Students who are on the roster may stay
    although they are not enrolled any more (their training may be finished). A student with recorded attendance cannot
    be removed, and a class with results keeps the lesson or exam that they belong to, because records are evidence.
    """
    errors: FieldErrors = {}
    check_times(plan, existing, errors)
    teacher = check_teacher(plan, by, existing, errors)
    location = check_location(plan, by, existing, errors)
    subject = Subject.objects.visible_to(by).select_related("training").filter(pk=plan.subject_id).first()
    if subject is None:
        errors["training_subject_id"] = [f"There is no subject with the id {plan.subject_id}."]
        raise InvalidInput(errors=errors)  # lessons, exams and students can only be checked with a subject
    lesson, exam = check_item(plan, subject, existing, errors)
    joining, leaving = check_roster(plan, subject, by, existing, errors)
    if errors or teacher is None:
        raise InvalidInput(errors=errors)
    return CheckedPlan(subject, lesson, exam, teacher, location, joining, leaving)


def check_times(plan: ClassPlan, existing: ClassSession | None, errors: FieldErrors) -> None:
    """A new start is not distant, unless confirmed; a class is not made shorter than its longest attendance."""
    distance = describe_distance(plan.starts_at, existing)
    if distance and not plan.is_distance_confirmed:
        errors["start"] = [distance]
    minutes = plan.options.get("duration_minutes")
    if existing is not None and minutes and minutes < existing.duration_minutes:
        attended = existing.attendances.aggregate(longest=Max("seconds", default=0))["longest"]
        if attended > 60 * minutes:
            needed = -(-attended // 60)  # rounded up
            errors["minutes"] = [f"Attendance of {needed} minutes has already been recorded for this class."]


def describe_distance(starts_at: datetime, existing: ClassSession | None) -> str:
    """A sentence for a start long ago or far ahead; empty for any other, and for the start that the class has already.

    That is compared by the second, which is as much as clients and forms send.
    """
    now = clock.now()
    if existing is not None and existing.starts_at.replace(microsecond=0) == starts_at.replace(microsecond=0):
        return ""
    if starts_at < now - MAX_PAST:
        return f"This is more than {MAX_PAST.days} days ago."
    if starts_at > now + MAX_AHEAD:
        return f"This is more than {MAX_AHEAD.days // 366} years ahead."
    return ""


def check_teacher(plan: ClassPlan, by: User, existing: ClassSession | None, errors: FieldErrors) -> User | None:
    """A staff member who can log in, and so can sign the class; a class may keep the teacher that it has."""
    staff = User.objects.visible_to(by).staff().select_related("company")
    teacher: User | None = staff.filter(pk=plan.teacher_id).first()
    if teacher is None:
        errors["teacher_id"] = [f"There is no instructor with the id {plan.teacher_id}."]
    elif not teacher.may_log_in and (existing is None or existing.teacher_id != teacher.pk):
        errors["teacher_id"] = [f"{teacher} can no longer log in, and so could not sign the class."]
    return teacher


def check_location(plan: ClassPlan, by: User, existing: ClassSession | None, errors: FieldErrors) -> Location | None:
    id = plan.options.get("location_id", existing.location_id if existing else None)
    location = Location.objects.visible_to(by).filter(pk=id).first() if id else None
    if id and location is None:
        errors["location_id"] = [f"There is no location with the id {id}."]
    return location


def check_item(
    plan: ClassPlan, subject: Subject, existing: ClassSession | None, errors: FieldErrors
) -> tuple[Lesson | None, Exam | None]:
    lesson_id, exam_id = plan.choose_item(existing)
    lessons, exams = Lesson.objects.live(), Exam.objects.live()
    if existing is not None:  # its lesson or exam may have been deleted since, and stays
        lessons |= Lesson.objects.filter(classes=existing)
        exams |= Exam.objects.filter(classes=existing)
    lesson = lessons.filter(pk=lesson_id, subject=subject).first() if lesson_id else None
    exam = exams.filter(pk=exam_id, subject=subject).first() if exam_id else None
    if lesson_id and lesson is None:
        errors["training_subject_lesson_id"] = [f"This subject has no lesson with the id {lesson_id}."]
    if exam_id and exam is None:
        errors["training_subject_exam_id"] = [f"This subject has no exam with the id {exam_id}."]
    if existing is not None:
        reject_orphaned_results(existing, lesson_id, exam_id, errors)
    return lesson, exam


def reject_orphaned_results(
    existing: ClassSession, lesson_id: uuid.UUID | None, exam_id: uuid.UUID | None, errors: FieldErrors
) -> None:
    """Ratings belong to the objectives of a lesson, and results to an exam: a class that has some keeps its item."""
    if existing.lesson_id != lesson_id and ObjectiveRating.objects.filter(attendance__class_session=existing).exists():
        errors["training_subject_lesson_id"] = ["Objectives of the present lesson have been rated."]
    if existing.exam_id != exam_id and existing.attendances.filter(is_passed__isnull=False).exists():
        errors["training_subject_exam_id"] = ["Results of the present exam have been recorded."]


def check_roster(
    plan: ClassPlan, subject: Subject, by: User, existing: ClassSession | None, errors: FieldErrors
) -> tuple[list[Enrollment], list[Attendance]]:
    """The enrollments that join the roster, by user id, and the attendance rows that leave it."""
    wanted = set(plan.student_ids)
    rows = list(existing.attendances.select_related("enrollment")) if existing else []
    enrolled = Enrollment.objects.visible_to(by).unfinished().filter(training=subject.training)
    current = {row.user_id: row for row in enrolled.filter(user_id__in=wanted).order_by("user_id")}
    leaving = [row for row in rows if not stays_on_roster(row, wanted, subject) or is_superseded(row, current)]
    staying = {row.enrollment.user_id for row in rows} - {row.enrollment.user_id for row in leaving}
    joining = [row for user_id, row in current.items() if user_id not in staying]
    not_enrolled = wanted - staying - {row.user_id for row in joining}
    recorded = {row.enrollment.user_id for row in leaving if row.is_recorded}
    texts = [
        *build_id_errors("Not enrolled in this training", not_enrolled),
        *build_id_errors("Has recorded attendance and cannot be removed from the roster", recorded),
    ]
    if texts:
        errors["students"] = texts
    return joining, leaving


def stays_on_roster(row: Attendance, wanted: set[int], subject: Subject) -> bool:
    return row.enrollment.user_id in wanted and row.enrollment.training_id == subject.training_id


def is_superseded(row: Attendance, current: Mapping[int, Enrollment]) -> bool:
    """The student has enrolled in the training again, and nothing is recorded of the earlier enrollment in this class:
    the class then counts for the new one."""
    newer = current.get(row.enrollment.user_id)
    return newer is not None and newer.pk != row.enrollment_id and not row.is_recorded


def build_id_errors(text: str, ids: set[int]) -> list[str]:
    return [f"{text}: {', '.join(map(str, sorted(ids)))}."] if ids else []
