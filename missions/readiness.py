"""What must be in order about flights."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Company
from missions.models import FlightRecord
from records.readiness import rule


@rule("Completed missions whose required debriefing the student has not signed")
def missions_without_debriefing_signature(company: Company, now: datetime) -> QuerySet[FlightRecord]:
    rows = FlightRecord.objects.awaiting_debriefing().filter(enrollment__company=company)
    return rows.select_related("template", "enrollment__user").order_by("flown_on", "id")
