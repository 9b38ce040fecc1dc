"""Class plans and their validation (docs/api.md, section 5).

The checks add their errors to `errors` instead of raising, so that one response names all of them; `check_plan` raises.
"""

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict, FieldErrors, InvalidInput
from exams.models import Exam
from locations.models import Location
from onsite.models import Attendance, ClassSession, ObjectiveRating
from trainings.enrollments.finishing import lock_enrollments
from trainings.models import Enrollment, Lesson, Subject

DEFAULT_MINUTES = 60
# A start outside this range is more likely a mistyped year than intended. The API rejects it; the form in the admin
# asks the manager to confirm it.
MAX_PAST = timedelta(days=180)
MAX_AHEAD = timedelta(days=5 * 366)


@dataclass(frozen=True)
class ClassPlan:
    """A class as a manager wants it, with ids that have not been checked yet.

    `options` may hold `lesson_id`, `exam_id`, `location_id`, `duration_minutes`, `remarks` and `meeting_url`; those
    that are missing stay unchanged. `is_distant_start_confirmed`: the manager has confirmed a start long ago or far
    ahead.
    """

    subject_id: uuid.UUID
    starts_at: datetime
    teacher_id: int
    student_ids: list[int]
    options: Mapping[str, Any] = field(default_factory=dict)
    is_distant_start_confirmed: bool = False

    def choose_lesson_or_exam(self, existing: ClassSession | None) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        """The ids of the lesson and the exam. A class has at most one of the two: a new lesson replaces the exam, and
        a new exam replaces the lesson."""
        lesson = self.options.get("lesson_id", existing.lesson_id if existing else None)
        exam = self.options.get("exam_id", existing.exam_id if existing else None)
        if self.options.get("exam_id"):
            return None, exam
        return lesson, None if self.options.get("lesson_id") else exam


@dataclass(frozen=True)
class CheckedPlan:
    """The rows that a valid plan refers to, the enrollments that join the roster, and the attendance that leaves it."""

    subject: Subject
    lesson: Lesson | None
    exam: Exam | None
    teacher: User
    location: Location | None
    joining: list[Enrollment]
    leaving: list[Attendance]


def check_plan(plan: ClassPlan, *, by: User, existing: ClassSession | None = None) -> CheckedPlan:
    """Returns the rows that a plan refers to. `existing` is the class to be changed, which the caller has locked.

    Raises InvalidInput with every error, by field and with the invalid ids. Students on the roster may stay even if
    they have finished the training. A student with recorded attendance cannot be removed, and a class with results
    keeps the lesson or exam that they belong to, because records are evidence.
    """
    errors: FieldErrors = {}
    check_times(plan, existing, errors)
    teacher = check_teacher(plan, by, existing, errors)
    location = check_location(plan, by, existing, errors)
    subject = Subject.objects.visible_to(by).select_related("training").filter(pk=plan.subject_id).first()
    if subject is None:
        errors["training_subject_id"] = [_("There is no subject with the id %(id)s.") % {"id": plan.subject_id}]
        raise InvalidInput(errors=errors)  # lessons, exams and students can only be checked with a subject
    lesson, exam = check_lesson_and_exam(plan, subject, existing, errors)
    joining, leaving = check_roster(plan, subject, by, existing, errors)
    if errors or teacher is None:
        raise InvalidInput(errors=errors)
    return CheckedPlan(subject, lesson, exam, teacher, location, joining, leaving)


def check_times(plan: ClassPlan, existing: ClassSession | None, errors: FieldErrors) -> None:
    """A distant start must be confirmed; a class cannot become shorter than the longest attendance recorded for it."""
    distance = describe_distant_start(plan.starts_at, existing)
    if distance and not plan.is_distant_start_confirmed:
        errors["start"] = [distance]
    minutes = plan.options.get("duration_minutes")
    if existing is not None and minutes and minutes < existing.duration_minutes:
        longest_seconds = existing.attendances.aggregate(longest=Max("seconds", default=0))["longest"]
        if longest_seconds > 60 * minutes:
            longest_minutes = math.ceil(longest_seconds / 60)
            text = _("Attendance of %(minutes)s minutes has already been recorded for this class.")
            errors["minutes"] = [text % {"minutes": longest_minutes}]


def describe_distant_start(starts_at: datetime, existing: ClassSession | None) -> str:
    """Says that a start is long ago or far ahead; "" if it is neither, or if the class has this start already.

    The two starts are compared without fractions of a second, which clients and forms do not send.
    """
    now = clock.now()
    if existing is not None and existing.starts_at.replace(microsecond=0) == starts_at.replace(microsecond=0):
        return ""
    if starts_at < now - MAX_PAST:
        return _("This is more than %(days)s days ago.") % {"days": MAX_PAST.days}
    if starts_at > now + MAX_AHEAD:
        return _("This is more than %(years)s years ahead.") % {"years": MAX_AHEAD.days // 366}
    return ""


def check_teacher(plan: ClassPlan, by: User, existing: ClassSession | None, errors: FieldErrors) -> User | None:
    """The teacher must be on the staff and able to log in, in order to sign. A class may keep the teacher it has."""
    kept = Q(deleted_at__isnull=True) | Q(pk=existing.teacher_id if existing else None)
    staff = User.objects.of_school(by).staff().filter(kept).select_related("company")
    teacher: User | None = staff.filter(pk=plan.teacher_id).first()
    if teacher is None:
        errors["teacher_id"] = [_("There is no instructor with the id %(id)s.") % {"id": plan.teacher_id}]
    elif not teacher.may_log_in and (existing is None or existing.teacher_id != teacher.pk):
        text = _("%(teacher)s can no longer log in, and so could not sign the class.")
        errors["teacher_id"] = [text % {"teacher": teacher}]
    return teacher


def check_location(plan: ClassPlan, by: User, existing: ClassSession | None, errors: FieldErrors) -> Location | None:
    id = plan.options.get("location_id", existing.location_id if existing else None)
    location = Location.objects.visible_to(by).filter(pk=id).first() if id else None
    if id and location is None:
        errors["location_id"] = [_("There is no location with the id %(id)s.") % {"id": id}]
    return location


def check_lesson_and_exam(
    plan: ClassPlan, subject: Subject, existing: ClassSession | None, errors: FieldErrors
) -> tuple[Lesson | None, Exam | None]:
    lesson_id, exam_id = plan.choose_lesson_or_exam(existing)
    lessons, exams = Lesson.objects.live(), Exam.objects.live()
    if existing is not None:  # it keeps its lesson or exam, even one that has been deleted since
        lessons |= Lesson.objects.filter(classes=existing)
        exams |= Exam.objects.filter(classes=existing)
    lesson = lessons.filter(pk=lesson_id, subject=subject).first() if lesson_id else None
    exam = exams.of_class_in(subject).filter(pk=exam_id).first() if exam_id else None
    if lesson_id and lesson is None:
        errors["training_subject_lesson_id"] = [_("This subject has no lesson with the id %(id)s.") % {"id": lesson_id}]
    if exam_id and exam is None:
        errors["training_subject_exam_id"] = [_("This subject has no exam with the id %(id)s.") % {"id": exam_id}]
    if existing is not None:
        reject_orphaned_results(existing, lesson_id, exam_id, errors)
    return lesson, exam


def reject_orphaned_results(
    existing: ClassSession, lesson_id: uuid.UUID | None, exam_id: uuid.UUID | None, errors: FieldErrors
) -> None:
    """Ratings refer to the objectives of a lesson, and results to an exam: a class with either keeps what they
    refer to."""
    if existing.lesson_id != lesson_id and ObjectiveRating.objects.filter(attendance__class_session=existing).exists():
        errors["training_subject_lesson_id"] = [_("Objectives of the current lesson have been rated.")]
    if existing.exam_id != exam_id and existing.attendances.filter(is_passed__isnull=False).exists():
        errors["training_subject_exam_id"] = [_("Results of the current exam have been recorded.")]


def check_roster(
    plan: ClassPlan, subject: Subject, by: User, existing: ClassSession | None, errors: FieldErrors
) -> tuple[list[Enrollment], list[Attendance]]:
    """Returns the enrollments that join the roster, ordered by user id, and the attendance rows that leave it."""
    planned_ids = set(plan.student_ids)
    rows = list(existing.attendances.select_related("enrollment")) if existing else []
    enrollments = Enrollment.objects.visible_to(by).unfinished().filter(training=subject.training)
    enrollment_by_user = {row.user_id: row for row in enrollments.filter(user_id__in=planned_ids).order_by("user_id")}
    leaving = [
        row
        for row in rows
        if not stays_on_roster(row, planned_ids, subject, existing) or is_superseded(row, enrollment_by_user)
    ]
    staying = {row.enrollment.user_id for row in rows} - {row.enrollment.user_id for row in leaving}
    joining = [row for user_id, row in enrollment_by_user.items() if user_id not in staying]
    paused = {row.user_id for row in joining if row.is_paused}
    not_enrolled = planned_ids - staying - {row.user_id for row in joining}
    withdrawn = find_withdrawn(not_enrolled, subject, by)
    recorded = {row.enrollment.user_id for row in leaving if row.is_recorded}
    messages = [
        *build_id_errors(_("Not enrolled in this training: %(ids)s."), not_enrolled - withdrawn),
        *build_id_errors(_("Withdrawn from this training: %(ids)s."), withdrawn),
        *build_id_errors(_("Their training is paused: %(ids)s."), paused),
        *build_id_errors(_("Has recorded attendance and cannot be removed from the roster: %(ids)s."), recorded),
    ]
    if messages:
        errors["students"] = messages
    return joining, leaving


def find_withdrawn(user_ids: set[int], subject: Subject, by: User) -> set[int]:
    """Those of the users who are withdrawn from the subject's training. No query for nobody."""
    if not user_ids:
        return set()
    rows = Enrollment.objects.visible_to(by).withdrawn().filter(training=subject.training, user_id__in=user_ids)
    return set(rows.values_list("user_id", flat=True))


def lock_joining(joining: list[Enrollment]) -> None:
    """Locks the enrollments that join a roster, so that none is paused, withdrawn, finished or moved to another
    revision from now on. Raises Conflict if one of them has been since the plan was checked."""
    if not joining:
        return
    # PostgreSQL checks the conditions again on a row for whose lock it has waited.
    locked = lock_enrollments(Enrollment.objects.ongoing().filter(pk__in=[row.pk for row in joining]))
    trainings = {row.pk: row.training_id for row in joining}
    if len(locked) < len(joining) or any(row.training_id != trainings[row.pk] for row in locked):
        raise Conflict(_("The training of one of the students has changed just now. Please try again."))


def stays_on_roster(row: Attendance, planned_ids: set[int], subject: Subject, existing: ClassSession | None) -> bool:
    """In a class that stays in its training, everybody who is planned: one who was moved to a later revision of it was
    taught in this class all the same (docs/decisions/0034)."""
    stays_in_training = existing is not None and existing.subject.training_id == subject.training_id
    is_of_training = stays_in_training or row.enrollment.training_id == subject.training_id
    return row.enrollment.user_id in planned_ids and is_of_training


def is_superseded(row: Attendance, enrollment_by_user: Mapping[int, Enrollment]) -> bool:
    """Whether the student has enrolled again and nothing has been recorded for the earlier enrollment in this class.
    The class then counts for the new enrollment."""
    newer = enrollment_by_user.get(row.enrollment.user_id)
    return newer is not None and newer.pk != row.enrollment_id and not row.is_recorded


def build_id_errors(text: str, ids: set[int]) -> list[str]:
    return [text % {"ids": ", ".join(map(str, sorted(ids)))}] if ids else []
