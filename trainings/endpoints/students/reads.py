"""Students and their enrollments as managers and staff see them (docs/api.md, section 7)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, cast

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.endpoints.serializers import PERSON_COLUMNS
from accounts.models import User
from accounts.models.viewers import build_viewer
from api.pagination import MAX_LIMIT, PagedStatement, build_total_of
from core.database.columns import limit_joined
from core.database.statements import Statement
from missions.models import FlightRecord
from onsite.models import Attendance
from trainings.credits.items import read_item_names
from trainings.endpoints.training_view.reads import TrainingRead, find_enrollment, read_training_view
from trainings.enrollments.progress import (
    Progress,
    ProgressCounts,
    build_progress_counts,
    get_flight_progress,
    get_ground_school_progress,
)
from trainings.models import Credit, Enrollment
from trainings.models.enrollment_counts import build_enrollment_count
from trainings.querysets import EnrollmentQuerySet, build_count

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from exams.querysets import AttemptInCycle

    StudentEnrollment: TypeAlias = WithAnnotations[Enrollment, "StudentColumns"]


class ClassCounts(TypedDict):
    """What `build_class_counts` adds to an enrollment: past classes with the student on the roster, and those
    attended."""

    classes_given: int
    classes_taken: int


class StudentColumns(ProgressCounts, ClassCounts):
    """What `with_student_columns` adds to an enrollment. Both are null before the first flight."""

    last_flown_on: date | None
    last_mission: str


@dataclass(frozen=True)
class ClassAttendance:
    """Past classes with the student on the roster, and how many of them the student attended."""

    given: int
    taken: int

    @property
    def percentage(self) -> int:
        """Rounded half up; 0 if no class was given."""
        # In whole numbers, because round() rounds half to even, and floats may miss a half.
        return (200 * self.taken + self.given) // (2 * self.given) if self.given else 0


@dataclass(frozen=True)
class LastFlight:
    date: date
    name: str


@dataclass(frozen=True)
class StudentRow:
    """A row of the students list."""

    enrollment: Enrollment
    ground_school: Progress
    flight: Progress
    attendance: ClassAttendance
    last_flight: LastFlight | None


def list_students(viewer: User) -> EnrollmentQuerySet:
    """The enrollments that the viewer may read, by student, for the filters of the students list."""
    return Enrollment.objects.visible_to(viewer).by_student_name()


def select_all(group: int, **values: Any) -> EnrollmentQuerySet:
    return list_students(build_viewer(group, values)).only("pk")


def build_total(rows: QuerySet[Enrollment], group: int, **values: Any) -> Any:
    """How many enrollments `select_all` returns. A school's own are not counted each time (docs/decisions/0049)."""
    viewer = build_viewer(group, values)
    return build_enrollment_count("company_id", viewer.company_id) if viewer.sees_all_students else build_total_of(rows)


query_all = PagedStatement(select_all, build_total)


def read_page(page: Sequence[Enrollment], now: datetime) -> list[StudentRow]:
    """The rows of a page of the list, in its order. One query."""
    return read_rows([row.pk for row in page], now)


def read_rows(ids: Sequence[uuid.UUID], now: datetime) -> list[StudentRow]:
    """The rows of these enrollments, in their order, without those that have been deleted since. One query.

    Apart from the query of the ids: in one, the database would compute the columns of every row before them too.
    """
    by_id = {row.pk: build_row(row) for row in fetch_students(ids, now)}
    return [by_id[id] for id in ids if id in by_id]


def fetch_students(ids: Sequence[uuid.UUID], now: datetime) -> "list[StudentEnrollment]":
    """A page of them by a statement, of which there is one for each number of rows; longer lists are built anew."""
    named = {f"id_{position}": id for position, id in enumerate(ids)}
    if len(ids) > MAX_LIMIT:
        return list(select_students(now=now, **named))
    return query_students.fetch(now=now, **named)


def select_students(*, now: datetime, **ids: uuid.UUID) -> "QuerySet[StudentEnrollment]":
    return with_student_columns(Enrollment.objects.filter(pk__in=list(ids.values())), now)


query_students: "Statement[Any]" = Statement(select_students)


def with_student_columns(rows: QuerySet[Enrollment], now: datetime) -> "QuerySet[StudentEnrollment]":
    flown = FlightRecord.objects.filter(enrollment=OuterRef("pk")).order_by("-flown_on", "-id")
    rows = limit_joined(
        rows,
        company=["timezone_id"],
        training=["name", "type", "has_theory", "has_flights"],
        user=["email", "is_active", "group", *PERSON_COLUMNS],
        supervisor=PERSON_COLUMNS,
    ).annotate(
        last_flown_on=Subquery(flown.values("flown_on")[:1]),
        last_mission=Subquery(flown.values("template__name")[:1]),
        **build_class_counts(now),
        **build_progress_counts(now),
    )
    return cast("QuerySet[StudentEnrollment]", rows)


def build_class_counts(now: datetime) -> dict[str, Any]:
    """The annotations of `ClassCounts` for a queryset of enrollments."""
    past = Attendance.objects.live().filter(enrollment=OuterRef("pk"), starts_at__lt=now)
    return {
        "classes_given": build_count(past, "enrollment"),
        "classes_taken": build_count(past.filter(is_present=True), "enrollment"),
    }


def build_row(row: "StudentEnrollment") -> StudentRow:
    return StudentRow(
        enrollment=row,
        ground_school=get_ground_school_progress(row),
        flight=get_flight_progress(row),
        attendance=ClassAttendance(row.classes_given, row.classes_taken),
        last_flight=LastFlight(row.last_flown_on, row.last_mission) if row.last_flown_on else None,
    )


@dataclass(frozen=True)
class CreditRead:
    """A credit that counts, and the name of what is credited."""

    credit: Credit
    name: str


@dataclass(frozen=True)
class StudentRead:
    """All of one enrollment: the training view, every attempt, every class on whose roster it is, and its credits."""

    view: TrainingRead
    attempts: "list[AttemptInCycle]"
    attendances: list[Attendance]
    credits: list[CreditRead]


def read_student_view(manager: User, enrollment_id: uuid.UUID, now: datetime) -> StudentRead | None:
    """The enrollment with this id, in a constant number of queries; None if the manager does not see it."""
    enrollment = find_enrollment(manager, enrollment_id)
    # The id of a training would find the manager's own enrollment in it.
    if enrollment is None or enrollment.pk != enrollment_id:
        return None
    return StudentRead(
        view=read_training_view(enrollment, viewer=manager, now=now),
        attempts=list(enrollment.attempts.select_related("exam").order_by("started_at", "id").with_cycle()),
        attendances=list_evaluated(enrollment),
        credits=read_credits(enrollment),
    )


def read_credits(enrollment: Enrollment) -> list[CreditRead]:
    """One query without credits, four with any."""
    rows = list(enrollment.credits.live().select_related("credited_by").order_by("credited_at", "id"))
    names = read_item_names(rows)
    return [CreditRead(row, names.get(row.item_id, "")) for row in rows]


def list_evaluated(enrollment: Enrollment) -> list[Attendance]:
    rows = enrollment.attendances.live().select_related("class_session").order_by("starts_at", "id")
    return list(rows.prefetch_related("objective_ratings", "metric_ratings"))
