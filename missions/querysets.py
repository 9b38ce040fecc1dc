"""Who sees which missions and flights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from missions.models import FlightObjective, FlightRecord, FlightTemplate


class FlightTemplateQuerySet(QuerySet["FlightTemplate"]):
    def live(self) -> FlightTemplateQuerySet:
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: User) -> FlightTemplateQuerySet:
        """The live missions of the trainings that the user sees, or supervises an enrollment in."""
        from trainings.models import Enrollment, Training

        # From the side of the user: a training has the enrollments of the whole school.
        supervised = Enrollment.objects.filter(company_id=user.company_id, supervisor=user).values("training")
        return self.live().filter(Q(training__in=Training.objects.visible_to(user)) | Q(training__in=supervised))


class FlightObjectiveQuerySet(QuerySet["FlightObjective"]):
    def visible_to(self, user: User) -> FlightObjectiveQuerySet:
        from missions.models import FlightTemplate

        return self.filter(template__in=FlightTemplate.objects.visible_to(user))


class FlightRecordQuerySet(QuerySet["FlightRecord"]):
    def visible_to(self, user: User) -> FlightRecordQuerySet:
        """Users who may read an enrollment may read its flights."""
        from trainings.models import Enrollment

        return self.filter(enrollment__in=Enrollment.objects.visible_to(user))

    def awaiting_debriefing(self) -> FlightRecordQuerySet:
        """Completed flights that the student has not signed, of trainings that require a debriefing signature."""
        unsigned = self.filter(is_completed=True, signed_at__isnull=True)
        return unsigned.filter(enrollment__training__requires_debriefing_signature=True)

    def with_grades(self) -> FlightRecordQuerySet:
        """With the grades in the order of the mission's objectives, in one query."""
        from missions.models import FlightGrade

        grades = FlightGrade.objects.select_related("objective").order_by("objective__order", "objective_id")
        return self.prefetch_related(Prefetch("grades", grades))

    def with_details(self) -> FlightRecordQuerySet:
        """With grades, and with what is stated of times, in two queries."""
        return self.with_grades().prefetch_related("times")

    def for_debriefing(self) -> FlightRecordQuerySet:
        """With everything that the content of a debriefing names: student, company, training, mission, instructor,
        grades, times."""
        rows = self.select_related("enrollment__user", "enrollment__company", "template__training", "instructor")
        return rows.with_details()

    def unsigned_of(self, user: User) -> FlightRecordQuerySet:
        """The user's flights that await a debriefing signature, of active trainings, oldest first, with their
        mission."""
        own = self.filter(enrollment__user=user, enrollment__company_id=user.company_id)
        rows = own.awaiting_debriefing().filter(enrollment__training__is_active=True)
        return rows.select_related("template__training", "enrollment__company").order_by("flown_on", "id")
