"""One enrollment with its training, progress and flights (docs/api.md, section 3)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Expression,
    Q,
    Sum,
    Value,
)
from django.db.models.functions import ExtractIsoYear, ExtractWeek

from accounts.models import User
from missions.models import FlightRecord, FlightTemplate
from trainings.endpoints.subjects.reads import SubjectRead, read_syllabus, subjects_of
from trainings.enrollments import progress
from trainings.enrollments.progress import Progress
from trainings.models import Enrollment, StudySession, Training
from trainings.querysets import build_teaches_filter


@dataclass
class FlightTypeRead:
    """The missions of one kind: how many there are, how many are completed, and the seconds flown in them."""

    missions: int = 0
    completed: int = 0
    seconds: int = 0


@dataclass
class TrainingRead:
    """The training view of one enrollment, or (without one) of the training itself."""

    training: Training
    enrollment: Enrollment | None
    function: str
    subjects: list[SubjectRead]
    flights: list[FlightTemplate]
    flown: list[FlightRecord] = field(default_factory=list)
    weeks: list[dict[str, Any]] = field(default_factory=list)
    shows_notes: bool = False
    flight_types: dict[str, FlightTypeRead] = field(init=False)

    def __post_init__(self) -> None:
        self.flight_types = group_by_flight_type(self.flights, self.flown)

    @property
    def progress(self) -> Progress:
        parts = [subject.progress for subject in self.subjects]
        return Progress(total=sum(p.total for p in parts), completed=sum(p.completed for p in parts))


def find_enrollment(user: User, id: uuid.UUID) -> Enrollment | None:
    """The enrollment with this id; or, `id` being a training's, the caller's newest enrollment in it."""
    rows = Enrollment.objects.visible_to(user).filter(Q(pk=id) | Q(training_id=id, user=user))
    rows = rows.annotate(is_taught_by_caller=build_teaches_filter(user, "training"))
    return rows.select_related("training__manager", "user", "supervisor", "company").newest_first().first()


def find_training(user: User, id: uuid.UUID) -> Training | None:
    """The training with this id, for staff who see it without being enrolled in it."""
    rows = Training.objects.visible_to(user).courses().annotate(is_taught_by_caller=build_teaches_filter(user, "pk"))
    return rows.select_related("manager").filter(pk=id).first() if user.is_staff else None


def read_training_view(enrollment: Enrollment, *, viewer: User, now: datetime) -> TrainingRead:
    """Everything the training view shows of an enrollment from `find_enrollment`, in seven queries."""
    return TrainingRead(
        training=enrollment.training,
        enrollment=enrollment,
        function=get_viewer_function(viewer, enrollment),
        subjects=subjects_of(enrollment, now),
        flights=list_missions(enrollment.training, progress.build_flight_is_done(enrollment)),
        flown=list(enrollment.flight_records.select_related("template").order_by("flown_on", "id")),
        weeks=read_weekly_time(enrollment),
        shows_notes=viewer.is_manager and enrollment.user_id != viewer.pk,
    )


def read_training_without_student(training: Training) -> TrainingRead:
    """The same of a training from `find_training`, in four queries: nothing is completed, for nobody studies."""
    nothing = Value(False, BooleanField())
    return TrainingRead(
        training=training,
        enrollment=None,
        function="teacher" if training.is_taught_by_caller else "manager",  # type: ignore[attr-defined]
        subjects=read_syllabus(training, lesson_is_done=nothing, exam_is_done=nothing),
        flights=list_missions(training, nothing),
    )


def get_viewer_function(viewer: User, enrollment: Enrollment) -> str:
    """The part the viewer has in the enrollment, the nearest first."""
    if enrollment.user_id == viewer.pk:
        return "student"
    if enrollment.supervisor_id == viewer.pk:
        return "supervisor"
    return "teacher" if enrollment.is_taught_by_caller else "manager"  # type: ignore[attr-defined]


def list_missions(training: Training, is_done: Expression) -> list[FlightTemplate]:
    """The live missions of a training in order, with `is_done`."""
    rows = FlightTemplate.objects.live().filter(training=training).annotate(is_done=is_done)
    return list(rows.order_by("order", "id"))


def group_by_flight_type(flights: Iterable[FlightTemplate], flown: Iterable[FlightRecord]) -> dict[str, FlightTypeRead]:
    types: dict[str, FlightTypeRead] = defaultdict(FlightTypeRead)
    for template in flights:
        types[template.flight_type].missions += 1
        types[template.flight_type].completed += template.is_done  # type: ignore[attr-defined]
    for record in flown:
        types[record.template.flight_type].seconds += record.seconds
    return dict(types)


def read_weekly_time(enrollment: Enrollment) -> list[dict[str, Any]]:
    """Seconds studied online per ISO week of the school, oldest first: `[{"year", "week", "seconds"}]`."""
    zone = enrollment.company.zone
    sessions = StudySession.objects.filter(study__enrollment=enrollment)
    weeks = sessions.annotate(
        year=ExtractIsoYear("ended_at", tzinfo=zone), week=ExtractWeek("ended_at", tzinfo=zone)
    ).values("year", "week")
    return list(weeks.annotate(seconds=Sum("seconds")).order_by("year", "week"))
