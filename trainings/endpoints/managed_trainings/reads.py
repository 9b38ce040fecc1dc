"""The trainings of a school, for its managers."""

from typing import Any

from django.db.models import OuterRef, QuerySet

from accounts.models import User
from missions.models import FlightTemplate
from trainings.models import Subject, Training
from trainings.models.enrollment_counts import build_enrollment_count
from trainings.querysets import build_count


def list_managed_trainings(manager: User) -> QuerySet[Training, Any]:
    """The school's trainings by name, with `students_count` (all enrollments), `subjects_count`, `flights_count`."""
    outer = OuterRef("pk")
    trainings = Training.objects.visible_to(manager).without_templates().select_related("company")
    return trainings.annotate(
        students_count=build_enrollment_count("training_id", outer),
        subjects_count=build_count(Subject.objects.live().filter(training=outer), "training"),
        flights_count=build_count(FlightTemplate.objects.live().filter(training=outer), "training"),
    ).order_by("name", "id")
