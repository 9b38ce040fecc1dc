"""Read models of the class view, of evaluations and of calendars, each in a constant number of queries."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.endpoints.serializers import PERSON_COLUMNS
from accounts.models import User
from accounts.models.viewers import build_viewer, get_viewer_values
from api.views import get_one_or_404
from core import clock
from core.database.columns import limit_joined
from core.database.statements import Statement
from onsite.classes.rights import (
    ClassAccess,
    check_may_read_evaluation,
    find_recording_obstacle,
    find_signing_obstacle,
    get_class_access,
    select_own_rows,
)
from onsite.classes.scheduled_exams import is_recorded, list_latest_attempts
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from onsite.querysets import (
    AttendanceQuerySet,
    ClassSessionQuerySet,
    build_start_filter,
    choose_unended,
    get_near_starts,
)
from trainings.models import LearningObjective, Metric
from trainings.syllabus.objectives import query_objectives

if TYPE_CHECKING:
    from exams.querysets import AttemptInCycle


# What the class view shows of the rows joined to a class, and of attendance.
CLASS_COLUMNS = {
    "subject": ("name", "code", "training"),
    "subject__training": ("name", "type", "uses_competencies", "uses_metrics"),
    "lesson": ("name", "duration_minutes"),
    "exam": ("name", "type", "access_mode", "access_window_days"),
    "teacher": PERSON_COLUMNS,
    "location": ("name", "address"),
}
ROSTER_COLUMNS = (
    "enrollment", "is_present", "seconds", "remarks", "measures", "is_passed", "exam_rating", "code",
)  # fmt: skip


@dataclass(frozen=True)
class ClassAttempt:
    """The latest attempt of a student at the scheduled exam of a class, and whether the class shows its result."""

    attempt: "AttemptInCycle"
    is_recorded: bool


@dataclass(frozen=True)
class ClassRead:
    """A class as one user sees it: with the whole roster, or only with the user's own row."""

    session: ClassSession
    access: ClassAccess
    attendances: list[Attendance]
    attempts: "list[AttemptInCycle]"
    objectives: list[LearningObjective]
    metrics: list[Metric]

    @property
    def students(self) -> list[User]:
        return [row.enrollment.user for row in self.attendances]

    @property
    def class_attempts(self) -> list[ClassAttempt]:
        row_by_enrollment = {row.enrollment_id: row for row in self.attendances}
        return [ClassAttempt(one, is_recorded(one, row_by_enrollment.get(one.enrollment_id))) for one in self.attempts]

    @property
    def editable(self) -> bool:
        return find_recording_obstacle(self.access) is None

    @property
    def signable(self) -> bool:
        return find_signing_obstacle(self.access) is None


def read_class(user: User, id: uuid.UUID) -> ClassRead:
    """The class view in four queries, five of an exam class; NotFound when the user does not see the class."""
    values = get_viewer_values(user)
    session: Any = query_class.fetch_one(user.group, id=id, **values)
    access = ClassAccess(user, session, session.is_on_roster, clock.now())
    return ClassRead(
        session=session,
        access=access,
        # Before the attendance is read: an attempt whose time has run out is graded here, and recorded there.
        attempts=list_latest_attempts(session, user, sees_all=access.may_see_roster),
        attendances=list_roster(access),
        objectives=query_objectives.fetch(lesson_id=session.lesson_id) if session.lesson_id else [],
        metrics=query_metrics.fetch(training_id=session.subject.training_id),
    )


def select_class(group: int, *, id: uuid.UUID, **values: Any) -> ClassSessionQuerySet:
    """The class, with `is_on_roster`: whether the viewer is."""
    viewer = build_viewer(group, values)
    rows = limit_joined(ClassSession.objects.visible_to(viewer).filter(pk=id), **CLASS_COLUMNS)
    return rows.annotate(is_on_roster=Exists(select_own_rows(class_id=OuterRef("pk"), user_id=viewer.pk)))


def list_roster(access: ClassAccess) -> list[Attendance]:
    """The whole roster of a class that the user sees, or only the user's own row: what `Attendance.visible_to` lets
    through of it, for less."""
    own = {} if access.may_see_roster else {"user_id": access.user.pk}
    return query_roster.fetch(class_id=access.session.pk, **own)


def select_roster(*, class_id: uuid.UUID, user_id: int | None = None) -> AttendanceQuerySet:
    rows = Attendance.objects.filter(class_session_id=class_id)
    chosen = rows if user_id is None else rows.filter(enrollment__user_id=user_id)
    return limit_joined(chosen.for_roster(), ROSTER_COLUMNS, enrollment=["user"], enrollment__user=PERSON_COLUMNS)


def select_metrics(*, training_id: uuid.UUID) -> QuerySet[Metric]:
    return Metric.objects.filter(training_id=training_id)


query_class = Statement(select_class)
query_metrics = Statement(select_metrics)
query_roster = Statement(select_roster)


def read_evaluation(user: User, class_id: uuid.UUID, student_id: int) -> Attendance:
    """The attendance of a student with its ratings in the order of the syllabus.

    NotFound when the user does not see the class or the student is not on its roster, Forbidden for others than the
    teacher, managers and the student concerned.
    """
    session = get_one_or_404(ClassSession.objects.visible_to(user), pk=class_id)
    check_may_read_evaluation(get_class_access(user, session), student_id)
    ratings: list[Any] = [  # mypy sees no common type of the two prefetches
        Prefetch("objective_ratings", ObjectiveRating.objects.order_by("objective__order", "objective_id")),
        Prefetch("metric_ratings", MetricRating.objects.order_by("metric__order", "metric_id")),
    ]
    rows = session.attendances.prefetch_related(*ratings)
    return get_one_or_404(rows, enrollment__user_id=student_id)


def with_details(classes: ClassSessionQuerySet) -> ClassSessionQuerySet:
    """By start, with everything that a calendar shows."""
    return classes.for_class_view().order_by("starts_at", "id")


def list_classes_between(
    user: User, start: datetime, end: datetime, training_id: uuid.UUID | None = None
) -> list[ClassSession]:
    """The classes that overlap the range: for a manager the school's, else those the user attends or teaches."""
    chosen = {"training_id": training_id} if training_id else {}
    after, before = get_near_starts(start, end)
    rows = query_calendar.fetch(user.group, after=after, before=before, **chosen, **get_viewer_values(user))
    return choose_unended(rows, start)


def select_classes(
    group: int, *, after: datetime, before: datetime, training_id: uuid.UUID | None = None, **values: Any
) -> ClassSessionQuerySet:
    viewer, near = build_viewer(group, values), build_start_filter(after, before)
    own = ClassSession.objects.filter(company_id=viewer.company_id)
    rows = own.live().filter(near) if viewer.is_manager else own.concerning(viewer, near)
    chosen = rows.filter(subject__training_id=training_id) if training_id else rows
    return limit_joined(
        with_details(chosen),
        subject=["code", "name", "training"],
        subject__training=["name", "color"],
        lesson=["name"],
        exam=["name"],
        teacher=["name", "surname"],
        location=["name"],
    )


query_calendar = Statement(select_classes)
