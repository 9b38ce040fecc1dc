"""How far one enrollment is, in a few numbers (docs/api.md, section 7)."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from accounts.models import User
from core.exceptions import Forbidden, NotFound
from core.units import SECONDS_PER_HOUR
from missions.models import FlightRecord, FlightTemplate
from trainings.endpoints.students.reads import ClassCounts, build_class_counts
from trainings.enrollments.progress import (
    Progress,
    ProgressCounts,
    build_progress_counts,
    get_flight_progress,
    get_ground_school_progress,
)
from trainings.models import Enrollment, Training
from trainings.querysets import build_count

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    SummarisedEnrollment: TypeAlias = WithAnnotations[Enrollment, "SummaryColumns"]


class SummaryColumns(ProgressCounts, ClassCounts):
    """What `with_summary_columns` adds to an enrollment; the last two are null without flights and missions."""

    flights_flown: int
    flights_completed: int
    seconds_flown: int | None
    hours_planned: Decimal | None


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    total: int
    part: int

    @property
    def percentage(self) -> int:
        """Rounded down, so that 100 means all; 0 of nothing."""
        return 100 * self.part // self.total if self.total else 0


@dataclass(frozen=True)
class GroundSchoolSummary:
    """What is done of the ground school; and the past classes with the student on the roster, and those attended."""

    progress: Share
    attendance: Share


@dataclass(frozen=True)
class FlightSummary:
    """The missions, and those done; all flights, and the completed ones; the hours of all missions and of all
    flights."""

    progress: Share
    flights: Share
    hours_planned: Decimal
    seconds_flown: int

    @property
    def hours_flown(self) -> float:
        return round(self.seconds_flown / SECONDS_PER_HOUR, 2)


@dataclass(frozen=True)
class StudentSummary:
    """Of an enrollment; None for what its training does not have."""

    enrollment: Enrollment
    theory: GroundSchoolSummary | None
    flight: FlightSummary | None


def read_student_summary(viewer: User, enrollment_id: uuid.UUID, now: datetime) -> StudentSummary:
    """One query. Raises Forbidden for a student who asks for somebody else's of the school, and NotFound for any other
    enrollment that the viewer may not read."""
    enrollment = with_summary_columns(Enrollment.objects.visible_to(viewer), now).filter(pk=enrollment_id).first()
    if enrollment is None:
        reject_unreadable(viewer, enrollment_id)
        raise NotFound
    training = enrollment.training
    return StudentSummary(
        enrollment,
        build_ground_school_summary(enrollment) if training.has_theory else None,
        build_flight_summary(enrollment) if training.has_flights else None,
    )


def reject_unreadable(viewer: User, enrollment_id: uuid.UUID) -> None:
    """Raises Forbidden for a student of the enrollment's school."""
    own = Enrollment.objects.filter(company_id=viewer.company_id, pk=enrollment_id)
    if not viewer.is_staff and own.exists():
        raise Forbidden


def with_summary_columns(rows: QuerySet[Enrollment], now: datetime) -> "QuerySet[SummarisedEnrollment]":
    flown = FlightRecord.objects.filter(enrollment=OuterRef("pk"))
    missions = FlightTemplate.objects.live().filter(training=OuterRef("training"))
    rows = rows.select_related("training").annotate(
        flights_flown=build_count(flown, "enrollment"),
        flights_completed=build_count(flown.filter(is_completed=True), "enrollment"),
        seconds_flown=build_sum(flown, "enrollment", "seconds"),
        hours_planned=build_sum(missions, "training", "hours"),
        **build_class_counts(now),
        **build_progress_counts(now),
    )
    return cast("QuerySet[SummarisedEnrollment]", rows)


def build_sum(rows: QuerySet[Any], by: str, column: str) -> Subquery:
    """The sum of a column of `rows`, null without rows; `by` is the column by which they are filtered to the outer
    row."""
    return Subquery(rows.order_by().values(by).annotate(sum=Sum(column)).values("sum"))


def build_ground_school_summary(enrollment: "SummarisedEnrollment") -> GroundSchoolSummary:
    progress = build_share(get_ground_school_progress(enrollment))
    # Nobody is invited to anything: what is studied online is what is attended.
    is_online = enrollment.training.type == Training.Type.DISTANCE
    attendance = progress if is_online else Share(enrollment.classes_given, enrollment.classes_taken)
    return GroundSchoolSummary(progress, attendance)


def build_flight_summary(enrollment: "SummarisedEnrollment") -> FlightSummary:
    return FlightSummary(
        progress=build_share(get_flight_progress(enrollment)),
        flights=Share(enrollment.flights_flown, enrollment.flights_completed),
        hours_planned=enrollment.hours_planned or Decimal(),
        seconds_flown=enrollment.seconds_flown or 0,
    )


def build_share(progress: Progress) -> Share:
    return Share(progress.total, progress.completed)
