"""Who sees which missions and flights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from missions.models import FlightRecord, FlightTemplate


class FlightTemplateQuerySet(QuerySet["FlightTemplate"]):
    def live(self) -> FlightTemplateQuerySet:
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: User) -> FlightTemplateQuerySet:
        from trainings.models import Training

        return self.live().filter(training__in=Training.objects.visible_to(user))


class FlightRecordQuerySet(QuerySet["FlightRecord"]):
    def visible_to(self, user: User) -> FlightRecordQuerySet:
        """Whoever may read the enrollment may read its flights."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))
