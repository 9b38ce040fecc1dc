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
        """Users who may read an enrollment may read its flights."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def awaiting_debriefing(self) -> FlightRecordQuerySet:
        """Completed flights that the student has not signed, of trainings that require a debriefing signature."""
        unsigned = self.filter(is_completed=True, signed_at__isnull=True)
        return unsigned.filter(enrollment__training__requires_debriefing_signature=True)

    def for_debriefing(self) -> FlightRecordQuerySet:
        """With everything that the content of a debriefing names: student, company, training, mission, instructor."""
        return self.select_related("enrollment__user", "enrollment__company", "template__training", "instructor")

    def unsigned_of(self, user: User) -> FlightRecordQuerySet:
        """The user's flights that await a debriefing signature, of active trainings, oldest first, with their
        mission."""
        own = self.filter(enrollment__user=user, enrollment__company_id=user.company_id)
        rows = own.awaiting_debriefing().filter(enrollment__training__is_active=True)
        return rows.select_related("template__training", "enrollment__company").order_by("flown_on", "id")
