"""One enrollment with its training, progress and flights (docs/api.md, section 3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict, cast

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractIsoYear, ExtractWeek

from accounts.models import User
from missions.models import FlightRecord, FlightTemplate
from trainings.endpoints.syllabus_reads import SubjectRead, read_enrollment_syllabus, read_training_syllabus
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
    subjects: Sequence[SubjectRead]
    missions: Sequence[MissionRead]
    flown: Sequence[FlightRecord] = ()
    weeks: Sequence[WeekRead] = ()
    shows_notes: bool = False

    @property
    def progress(self) -> Progress:
        parts = [subject.progress for subject in self.subjects]
        return Progress(total=sum(p.total for p in parts), completed=sum(p.completed for p in parts))

    @property
    def flight_types(self) -> dict[str, FlightTypeRead]:
        return group_by_flight_type(self.missions, self.flown)


def find_enrollment(viewer: User, id: uuid.UUID) -> "ViewedEnrollment | None":
    """The enrollment with this id; or, if `id` is a training's, the viewer's newest enrollment in it."""
    rows = Enrollment.objects.visible_to(viewer).filter(Q(pk=id) | Q(training_id=id, user=viewer)).newest_first()
    rows = rows.select_related("training__manager", "user", "supervisor", "company")
    rows = rows.annotate(is_taught_by_viewer=build_teaches_filter(viewer, "training"))
    return cast("QuerySet[ViewedEnrollment]", rows).first()


def find_training(viewer: User, id: uuid.UUID) -> "ViewedTraining | None":
    """The training with this id, for staff who see it without being enrolled in it."""
    if not viewer.is_staff:
        return None
    rows = Training.objects.visible_to(viewer).without_templates().filter(pk=id).select_related("manager")
    rows = rows.annotate(is_taught_by_viewer=build_teaches_filter(viewer, "pk"))
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
        subjects=read_enrollment_syllabus(enrollment, now),
        missions=read_enrollment_missions(enrollment),
        flown=list(enrollment.flight_records.select_related("template").order_by("flown_on", "id")),
        weeks=read_weekly_time(enrollment),
        shows_notes=may_read_notes(viewer, enrollment),
    )


def read_training_without_student(training: "ViewedTraining") -> TrainingRead:
    """The same of a training, in which nothing is completed because nobody studies. Four queries."""
    return TrainingRead(
        training=training,
        enrollment=None,
        function="teacher" if training.is_taught_by_viewer else "manager",
        subjects=read_training_syllabus(training),
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
    rows = list_missions(enrollment.training).annotate(
        is_done=build_flight_is_done(enrollment), is_credited=build_is_credited(enrollment)
    )
    return [MissionRead(row, row.is_done, row.is_credited) for row in rows]


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
    zone = enrollment.company.zone
    sessions = StudySession.objects.filter(study__enrollment=enrollment)
    weeks = sessions.annotate(
        year=ExtractIsoYear("ended_at", tzinfo=zone), week=ExtractWeek("ended_at", tzinfo=zone)
    ).values("year", "week")
    rows = weeks.annotate(seconds=Sum("seconds")).order_by("year", "week")
    return [WeekRead(row["year"], row["week"], row["seconds"]) for row in rows]
