"""The templates from which a training can be created."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from accounts.models import User
from missions.models import FlightTemplate
from trainings.models import Lesson, Subject, Training
from trainings.querysets import build_count


def list_templates(user: User) -> QuerySet[Training, Any]:
    """The templates by name, with `subjects_count`, `lessons_count`, `flights_count`."""
    outer = OuterRef("pk")
    return (
        Training.objects.templates_for(user)
        .annotate(
            subjects_count=build_count(Subject.objects.live().filter(training=outer), "training"),
            lessons_count=build_count(Lesson.objects.live().filter(subject__training=outer), "subject__training"),
            flights_count=build_count(FlightTemplate.objects.live().filter(training=outer), "training"),
        )
        .order_by("name", "id")
    )
