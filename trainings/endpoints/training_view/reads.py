"""One enrollment with its training, progress and flights (docs/api.md, section 3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict, cast
from zoneinfo import ZoneInfo

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoYear, ExtractWeek

from accounts.models import User
from accounts.models.viewers import build_viewer, get_viewer_values
from core.database.statements import Statement
from missions.models import FlightRecord, FlightTemplate
from trainings.endpoints.syllabus_reads import SyllabusRead, read_enrollment_syllabus, read_training_syllabus
from trainings.enrollments.notes import may_read_notes
from trainings.enrollments.progress import Progress, build_flight_is_done, build_is_credited
from trainings.models import Enrollment, StudySession, Training
from trainings.querysets import build_teaches_filter

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ViewedEnrollment: TypeAlias = WithAnnotations[Enrollment, "ViewedColumns"]
    ViewedTraining: TypeAlias = WithAnnotations[Training, "ViewedColumns"]


class ViewedColumns(TypedDict):
    """What `find_enrollment` and `find_training` add."""

    is_taught_by_viewer: bool


@dataclass(frozen=True)
class MissionRead:
    mission: FlightTemplate
    is_done: bool
    is_credited: bool = False


@dataclass
class FlightTypeRead:
    """The missions of one flight type: how many there are, how many are completed, and the seconds flown in them."""

    missions: int = 0
    completed: int = 0
    seconds: int = 0


@dataclass(frozen=True)
class WeekRead:
    """Seconds studied online in an ISO week of the school."""

    year: int
    week: int
    seconds: int


@dataclass(frozen=True)
class TrainingRead:
    """The training view of one enrollment or, without one, of the training itself."""

    training: Training
    enrollment: Enrollment | None
    function: str
    syllabus: SyllabusRead
    missions: Sequence[MissionRead]
    flown: Sequence[FlightRecord] = ()
    weeks: Sequence[WeekRead] = ()
    shows_notes: bool = False

    @property
    def progress(self) -> Progress:
        return self.syllabus.progress

    @property
    def flight_types(self) -> dict[str, FlightTypeRead]:
        return group_by_flight_type(self.missions, self.flown)


def build_is_taught_by(viewer: User, training: str) -> Any:
    """`build_teaches_filter` as a column."""
    return ExpressionWrapper(build_teaches_filter(viewer, training), BooleanField())


def find_enrollment(viewer: User, id: uuid.UUID) -> "ViewedEnrollment | None":
    """The enrollment with this id; or, if `id` is a training's, the viewer's newest enrollment in it."""
    row = query_enrollment.fetch_first(viewer.group, id=id, **get_viewer_values(viewer))
    return cast("ViewedEnrollment | None", row)


def select_enrollment(group: int, *, id: uuid.UUID, **values: Any) -> QuerySet[Enrollment]:
    viewer = build_viewer(group, values)
    rows = Enrollment.objects.visible_to(viewer).filter(Q(pk=id) | Q(training_id=id, user=viewer)).newest_first()
    rows = rows.select_related("training__manager", "user", "supervisor", "company")
    return rows.annotate(is_taught_by_viewer=build_is_taught_by(viewer, "training"))[:1]


def find_training(viewer: User, id: uuid.UUID) -> "ViewedTraining | None":
    """The training with this id, for staff who see it without being enrolled in it."""
    if not viewer.is_staff:
        return None
    rows = Training.objects.visible_to(viewer).without_templates().filter(pk=id).select_related("manager")
    rows = rows.annotate(is_taught_by_viewer=build_is_taught_by(viewer, "pk"))
    return cast("QuerySet[ViewedTraining]", rows).first()


def find_training_view(viewer: User, id: uuid.UUID, now: datetime) -> TrainingRead | None:
    """What the viewer sees under the id of an enrollment or a training; None if nothing."""
    enrollment = find_enrollment(viewer, id)
    if enrollment:
        return read_training_view(enrollment, viewer=viewer, now=now)
    training = find_training(viewer, id)
    return read_training_without_student(training) if training else None


def read_training_view(enrollment: "ViewedEnrollment", *, viewer: User, now: datetime) -> TrainingRead:
    """Everything the training view shows of an enrollment. Seven queries."""
    return TrainingRead(
        training=enrollment.training,
        enrollment=enrollment,
        function=get_viewer_function(viewer, enrollment),
        syllabus=read_enrollment_syllabus(enrollment, now),
        missions=read_enrollment_missions(enrollment),
        flown=read_flown(enrollment),
        weeks=read_weekly_time(enrollment),
        shows_notes=may_read_notes(viewer, enrollment),
    )


def read_training_without_student(training: "ViewedTraining") -> TrainingRead:
    """The same of a training, in which nothing is completed because nobody studies. Four queries."""
    return TrainingRead(
        training=training,
        enrollment=None,
        function="teacher" if training.is_taught_by_viewer else "manager",
        syllabus=read_training_syllabus(training),
        missions=[MissionRead(mission, is_done=False) for mission in list_missions(training)],
    )


def get_viewer_function(viewer: User, enrollment: "ViewedEnrollment") -> str:
    """The viewer's role in the enrollment; of several, the one closest to the student."""
    if enrollment.user_id == viewer.pk:
        return "student"
    if enrollment.supervisor_id == viewer.pk:
        return "supervisor"
    return "teacher" if enrollment.is_taught_by_viewer else "manager"


def list_missions(training: Training) -> QuerySet[FlightTemplate]:
    return FlightTemplate.objects.live().filter(training=training).order_by("order", "id")


def read_enrollment_missions(enrollment: Enrollment) -> list[MissionRead]:
    rows: list[Any] = query_missions.fetch(training_id=enrollment.training_id, enrollment_id=enrollment.pk)
    return [MissionRead(row, row.is_done, row.is_credited) for row in rows]


def select_missions(*, training_id: uuid.UUID, enrollment_id: uuid.UUID) -> QuerySet[Any]:
    enrollment = Enrollment(pk=enrollment_id)
    rows = list_missions(Training(pk=training_id))
    return rows.annotate(is_done=build_flight_is_done(enrollment), is_credited=build_is_credited(enrollment))


def read_flown(enrollment: Enrollment) -> list[FlightRecord]:
    """The flights, each with its mission, and with the enrollment, from which it knows the days of the school."""
    records = query_flown.fetch(enrollment_id=enrollment.pk)
    for record in records:
        record.enrollment = enrollment
    return records


def select_flown(*, enrollment_id: uuid.UUID) -> QuerySet[FlightRecord]:
    rows = FlightRecord.objects.filter(enrollment_id=enrollment_id)
    return rows.select_related("template").order_by("flown_on", "id")


def group_by_flight_type(missions: Iterable[MissionRead], flown: Iterable[FlightRecord]) -> dict[str, FlightTypeRead]:
    types: dict[str, FlightTypeRead] = defaultdict(FlightTypeRead)
    for row in missions:
        types[row.mission.flight_type].missions += 1
        types[row.mission.flight_type].completed += row.is_done
    for record in flown:
        types[record.template.flight_type].seconds += record.seconds
    return dict(types)


def read_weekly_time(enrollment: Enrollment) -> list[WeekRead]:
    """Online study per ISO week of the school, oldest first."""
    rows = query_weeks.fetch(enrollment.company.zone, enrollment_id=enrollment.pk)
    return [WeekRead(row["year"], row["week"], row["seconds"]) for row in rows]


def select_weeks(zone: ZoneInfo, *, enrollment_id: uuid.UUID) -> QuerySet[Any]:
    sessions = StudySession.objects.filter(study__enrollment_id=enrollment_id)
    weeks = sessions.annotate(
        year=ExtractIsoYear("ended_at", tzinfo=zone), week=ExtractWeek("ended_at", tzinfo=zone)
    ).values("year", "week")
    return weeks.annotate(seconds=Sum("seconds")).order_by("year", "week")


query_enrollment = Statement(select_enrollment)
query_missions: Statement[Any] = Statement(select_missions)
query_flown = Statement(select_flown)
query_weeks: Statement[Any] = Statement(select_weeks)
