"""What a manager wants a class to be, and whether that can be (docs/api.md, section 5)."""

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
# A class that begins outside is more likely a slip in the year than meant: only a manager who is asked can plan it.
MAX_PAST = timedelta(days=180)
MAX_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class ClassPlan:
    """A class as asked for, by ids. `options` holds what was said of `lesson_id`, `exam_id`, `location_id`,
    `duration_minutes` and `remarks`; what was not said stays as it is. `is_distance_meant`: somebody was asked
    whether a start long ago or far ahead is no slip, and said so."""

    subject_id: uuid.UUID
    starts_at: datetime
    teacher_id: int
    student_ids: list[int]
    options: Mapping[str, Any] = field(default_factory=dict)
    is_distance_meant: bool = False

    def resolve_item(self, present: ClassSession | None) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        """The lesson and the exam the class is to have: naming one takes the other away."""
        lesson = self.options.get("lesson_id", present.lesson_id if present else None)
        exam = self.options.get("exam_id", present.exam_id if present else None)
        if self.options.get("exam_id"):
            return None, exam
        return lesson, None if self.options.get("lesson_id") else exam


@dataclass(frozen=True)
class CheckedPlan:
    """A plan whose ids have been found to exist and to belong together."""

    subject: Subject
    lesson: Lesson | None
    exam: Exam | None
    teacher: User
    location: Location | None
    joining: list[Enrollment]
    leaving: list[Attendance]


def check_plan(plan: ClassPlan, *, by: User, present: ClassSession | None = None) -> CheckedPlan:
    """The plan with its rows; refuses it as a whole, naming each field and the ids at fault.

    `present` is the class that is to be changed, locked. Who is on its roster already may stay without being enrolled
    any more (the training may be finished). Whoever attendance has been recorded of cannot be taken off the roster, and
    results of a lesson or exam keep the class to that lesson or exam: records are evidence.
    """
    errors: FieldErrors = {}
    check_times(plan, present, errors)
    teacher = User.objects.visible_to(by).staff().select_related("company").filter(pk=plan.teacher_id).first()
    if teacher is not None and not teacher.may_log_in and (present is None or present.teacher_id != teacher.pk):
        errors["teacher_id"] = [f"{teacher} can no longer log in, and so could not sign the class."]
    if teacher is None:
        errors["teacher_id"] = [f"There is no instructor with the id {plan.teacher_id}."]
    location = check_location(plan, by, present, errors)
    subject = Subject.objects.visible_to(by).select_related("training").filter(pk=plan.subject_id).first()
    if subject is None:
        errors["training_subject_id"] = [f"There is no subject with the id {plan.subject_id}."]
        raise InvalidInput(errors=errors)
    lesson, exam = check_item(plan, subject, present, errors)
    joining, leaving = check_roster(plan, subject, by, present, errors)
    if errors or teacher is None:
        raise InvalidInput(errors=errors)
    return CheckedPlan(subject, lesson, exam, teacher, location, joining, leaving)


def check_times(plan: ClassPlan, present: ClassSession | None, errors: FieldErrors) -> None:
    """A start that is new is not long ago nor far ahead, and a class not shorter than what was attended of it."""
    distance = describe_distance(plan.starts_at, present)
    if distance and not plan.is_distance_meant:
        errors["start"] = [distance]
    minutes = plan.options.get("duration_minutes")
    if present is not None and minutes and minutes < present.duration_minutes:
        attended = present.attendances.aggregate(longest=Max("seconds", default=0))["longest"]
        if attended > 60 * minutes:
            errors["minutes"] = [f"Attendance of {-(-attended // 60)} minutes has been recorded of this class."]


def describe_distance(starts_at: datetime, present: ClassSession | None) -> str:
    """A sentence when the start is long ago or far ahead, and not, to the second, where the class is already."""
    now = clock.now()
    if present is not None and present.starts_at.replace(microsecond=0) == starts_at.replace(microsecond=0):
        return ""
    if starts_at < now - MAX_PAST:
        return f"This is more than {MAX_PAST.days} days ago."
    if starts_at > now + MAX_AHEAD:
        return f"This is more than {MAX_AHEAD.days // 366} years ahead."
    return ""


def check_location(plan: ClassPlan, by: User, present: ClassSession | None, errors: FieldErrors) -> Location | None:
    wanted = plan.options.get("location_id", present.location_id if present else None)
    location = Location.objects.visible_to(by).filter(pk=wanted).first() if wanted else None
    if wanted and location is None:
        errors["location_id"] = [f"There is no location with the id {wanted}."]
    return location


def check_item(
    plan: ClassPlan, subject: Subject, present: ClassSession | None, errors: FieldErrors
) -> tuple[Lesson | None, Exam | None]:
    lesson_id, exam_id = plan.resolve_item(present)
    lessons, exams = Lesson.objects.live(), Exam.objects.live()
    if present is not None:  # what the class is of already may have been deleted since
        lessons |= Lesson.objects.filter(classes=present)
        exams |= Exam.objects.filter(classes=present)
    lesson = lessons.filter(pk=lesson_id, subject=subject).first() if lesson_id else None
    exam = exams.filter(pk=exam_id, subject=subject).first() if exam_id else None
    if lesson_id and lesson is None:
        errors["training_subject_lesson_id"] = [f"This subject has no lesson with the id {lesson_id}."]
    if exam_id and exam is None:
        errors["training_subject_exam_id"] = [f"This subject has no exam with the id {exam_id}."]
    if present is not None:
        reject_orphaned_results(present, lesson_id, exam_id, errors)
    return lesson, exam


def reject_orphaned_results(
    present: ClassSession, lesson_id: uuid.UUID | None, exam_id: uuid.UUID | None, errors: FieldErrors
) -> None:
    """Results of a lesson or of an exam mean nothing in a class of another."""
    if present.lesson_id != lesson_id and ObjectiveRating.objects.filter(attendance__class_session=present).exists():
        errors["training_subject_lesson_id"] = ["Objectives of the present lesson have been rated."]
    if present.exam_id != exam_id and present.attendances.filter(is_passed__isnull=False).exists():
        errors["training_subject_exam_id"] = ["Results of the present exam have been recorded."]


def check_roster(
    plan: ClassPlan, subject: Subject, by: User, present: ClassSession | None, errors: FieldErrors
) -> tuple[list[Enrollment], list[Attendance]]:
    """The enrollments that join the roster, by user id, and the rows that leave it."""
    wanted = set(plan.student_ids)
    rows = list(present.attendances.select_related("enrollment")) if present else []
    enrolled = Enrollment.objects.visible_to(by).unfinished().filter(training=subject.training)
    current = {row.user_id: row for row in enrolled.filter(user_id__in=wanted).order_by("user_id")}
    leaving = [row for row in rows if not stays_on_roster(row, wanted, subject) or is_superseded(row, current)]
    stay = {row.enrollment.user_id for row in rows} - {row.enrollment.user_id for row in leaving}
    joining = [row for user_id, row in current.items() if user_id not in stay]
    nobody = wanted - stay - {row.user_id for row in joining}
    bound = {row.enrollment.user_id for row in leaving if row.is_recorded}
    texts = [
        *build_id_errors("Not enrolled in this training", nobody),
        *build_id_errors("Recorded, so on the roster for good", bound),
    ]
    if texts:
        errors["students"] = texts
    return joining, leaving


def stays_on_roster(row: Attendance, wanted: set[int], subject: Subject) -> bool:
    return row.enrollment.user_id in wanted and row.enrollment.training_id == subject.training_id


def is_superseded(row: Attendance, current: Mapping[int, Enrollment]) -> bool:
    """The student has a fresh go at the training since; what is not recorded yet belongs to that one."""
    fresh = current.get(row.enrollment.user_id)
    return fresh is not None and fresh.pk != row.enrollment_id and not row.is_recorded


def build_id_errors(text: str, ids: set[int]) -> list[str]:
    return [f"{text}: {', '.join(map(str, sorted(ids)))}."] if ids else []
