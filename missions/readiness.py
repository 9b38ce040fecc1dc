"""What must be in order about flights."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Company
from missions.models import FlightRecord
from records.readiness import rule


@rule("Completed missions whose required debriefing the student has not signed")
def missions_without_debriefing_signature(company: Company, now: datetime) -> QuerySet[FlightRecord]:
    rows = FlightRecord.objects.filter(enrollment__company=company, is_completed=True, signed_at__isnull=True)
    rows = rows.filter(enrollment__training__requires_debriefing_signature=True)
    return rows.select_related("template", "enrollment__user").order_by("flown_on", "id")
