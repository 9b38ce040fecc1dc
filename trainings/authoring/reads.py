"""What trainings can be made from."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from accounts.models import User
from missions.models import FlightTemplate
from trainings.models import Lesson, Subject, Training
from trainings.querysets import TrainingQuerySet, count_of


def templates_for(user: User) -> TrainingQuerySet:
    """The templates shipped with the server, and those of the own school.

    Not `visible_to`: that is about what one reads and works in, where a training without a school has no place.
    """
    return Training.objects.filter(Q(company_id=user.company_id) | Q(company__isnull=True), is_template=True)


def templates(user: User) -> QuerySet[Training, Any]:
    """The templates by name, with `subjects_count`, `lessons_count`, `flights_count`."""
    outer = OuterRef("pk")
    return (
        templates_for(user)
        .annotate(
            subjects_count=count_of(Subject.objects.live().filter(training=outer), "training"),
            lessons_count=count_of(Lesson.objects.live().filter(subject__training=outer), "subject__training"),
            flights_count=count_of(FlightTemplate.objects.live().filter(training=outer), "training"),
        )
        .order_by("name", "id")
    )
