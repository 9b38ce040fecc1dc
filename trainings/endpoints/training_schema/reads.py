"""How large the syllabus of a training is (docs/api.md, section 3)."""

import uuid
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Sum

from accounts.models import User
from api.views import get_one_or_404
from missions.models import FlightTemplate
from trainings.endpoints.syllabus_reads import select_lessons, select_subjects
from trainings.models import Training


@dataclass(frozen=True)
class SubjectSize:
    id: uuid.UUID
    name: str
    lessons: int
    minutes: int

    @property
    def hours(self) -> float:
        return to_hours(self.minutes)


@dataclass(frozen=True)
class FlightTypeSize:
    """The missions of a flight type; `id` is its word on the wire."""

    id: str
    name: str
    missions: int
    hours: Decimal


@dataclass(frozen=True)
class TrainingSchema:
    """Live subjects in order, and the flight types that have missions."""

    subjects: list[SubjectSize]
    flight_types: list[FlightTypeSize]

    @property
    def subjects_total(self) -> int:
        return len(self.subjects)

    @property
    def lessons_total(self) -> int:
        return sum(subject.lessons for subject in self.subjects)

    @property
    def ground_hours_total(self) -> float:
        """Of the minutes, not of the rounded hours of the subjects."""
        return to_hours(sum(subject.minutes for subject in self.subjects))

    @property
    def missions_total(self) -> int:
        return sum(flight_type.missions for flight_type in self.flight_types)

    @property
    def flight_hours_total(self) -> Decimal:
        return sum((flight_type.hours for flight_type in self.flight_types), Decimal())


def to_hours(minutes: int) -> float:
    return round(minutes / 60, 2)


def read_training_schema(viewer: User, id: uuid.UUID) -> TrainingSchema:
    """Of a training that the viewer sees, and people can be enrolled in. Four queries. Raises NotFound."""
    training = get_one_or_404(Training.objects.visible_to(viewer).without_templates(), pk=id)
    return TrainingSchema(read_subject_sizes(training), read_flight_type_sizes(training))


def read_subject_sizes(training: Training) -> list[SubjectSize]:
    """All live lessons count, whether mandatory or not."""
    lessons = select_lessons(training).order_by().values("subject_id")
    counts = lessons.annotate(lessons=Count("pk"), minutes=Sum("duration_minutes"))
    sizes = {row["subject_id"]: (row["lessons"], row["minutes"]) for row in counts}
    return [
        SubjectSize(subject.pk, subject.name, *sizes.get(subject.pk, (0, 0))) for subject in select_subjects(training)
    ]


def read_flight_type_sizes(training: Training) -> list[FlightTypeSize]:
    missions = FlightTemplate.objects.live().filter(training=training).order_by().values("flight_type")
    sizes = {row["flight_type"]: row for row in missions.annotate(missions=Count("pk"), time=Sum("hours"))}
    return [
        FlightTypeSize(kind.value, kind.english, sizes[kind]["missions"], sizes[kind]["time"])
        for kind in FlightTemplate.FlightType
        if kind in sizes
    ]
