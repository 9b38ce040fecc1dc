"""What managers see of students, gathered in a constant number of queries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from exams.models import Attempt
from missions.models import FlightRecord
from onsite.models import Attendance
from trainings.endpoints.training_view.reads import TrainingRead, find_enrollment, read_training_view
from trainings.enrollments import progress
from trainings.models import Enrollment
from trainings.querysets import build_count


def list_students(manager: User) -> QuerySet[Enrollment, Any]:
    """Every enrollment the manager sees, by the student's surname and name, then in the order of enrolling."""
    return Enrollment.objects.visible_to(manager).order_by("user__surname", "user__name", "user_id", "id")


def load_page_facts(rows: Sequence[Enrollment], now: datetime) -> list[Enrollment]:
    """The rows of a page again, in the same order, with what the list tells of them.

    Two statements, because in one the database would count the facts of every row of every page before this one.
    """
    told = {row.pk: row for row in with_facts(Enrollment.objects.filter(pk__in=[row.pk for row in rows]), now)}
    return [told[row.pk] for row in rows]


def with_facts(rows: QuerySet[Enrollment, Any], now: datetime) -> QuerySet[Enrollment, Any]:
    """Adds training, student and supervisor, progress, attendance and the last flight, in the same statement."""
    known = rows.select_related("company", "training", "user", "supervisor")
    return progress.with_progress(with_attendance(with_last_flight(known), now), now)


def with_attendance(rows: QuerySet[Enrollment, Any], now: datetime) -> QuerySet[Enrollment, Any]:
    """Adds `classes_given`, past classes with the student on the roster, and `classes_taken`, those attended."""
    past = Attendance.objects.live().filter(enrollment=OuterRef("pk"), starts_at__lt=now)
    return rows.annotate(
        classes_given=build_count(past, "enrollment"),
        classes_taken=build_count(past.filter(is_present=True), "enrollment"),
    )


def with_last_flight(rows: QuerySet[Enrollment, Any]) -> QuerySet[Enrollment, Any]:
    """Adds `last_flown_on` and `last_mission`, null for who has not flown."""
    flown = FlightRecord.objects.filter(enrollment=OuterRef("pk")).order_by("-flown_on", "-id")
    return rows.annotate(
        last_flown_on=Subquery(flown.values("flown_on")[:1]), last_mission=Subquery(flown.values("template__name")[:1])
    )


@dataclass(frozen=True)
class ClassAttendance:
    """Past classes a student was on the roster of, and how many of them the student attended."""

    given: int
    taken: int

    @property
    def percentage(self) -> int:
        """Rounded, a half upwards; 0 while no class was given."""
        return (200 * self.taken + self.given) // (2 * self.given) if self.given else 0


def get_attendance(enrollment: Enrollment) -> ClassAttendance:
    """Of an enrollment that came through `with_attendance`."""
    return ClassAttendance(enrollment.classes_given, enrollment.classes_taken)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class LastFlight:
    date: date
    name: str


def get_last_flight(enrollment: Enrollment) -> LastFlight | None:
    """Of an enrollment that came through `with_last_flight`."""
    flown_on = enrollment.last_flown_on  # type: ignore[attr-defined]
    return LastFlight(flown_on, enrollment.last_mission) if flown_on else None  # type: ignore[attr-defined]


@dataclass
class StudentRead:
    """The whole of one enrollment: the training view, every exam sat, every class attended with its evaluation."""

    view: TrainingRead
    attempts: list[Attempt]
    attendances: list[Attendance]


def read_student_view(manager: User, enrollment_id: uuid.UUID, now: datetime) -> StudentRead | None:
    """The enrollment with this id as a manager sees it, in a constant number of queries."""
    enrollment = find_enrollment(manager, enrollment_id)
    if enrollment is None or enrollment.pk != enrollment_id:
        return None
    return StudentRead(
        view=read_training_view(enrollment, viewer=manager, now=now),
        attempts=list(enrollment.attempts.select_related("exam").order_by("started_at", "id")),
        attendances=list_evaluated(enrollment),
    )


def list_evaluated(enrollment: Enrollment) -> list[Attendance]:
    rows = enrollment.attendances.live().select_related("class_session").order_by("starts_at", "id")
    return list(rows.prefetch_related("objective_ratings", "metric_ratings"))
