"""Readiness rules about flights."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from evidence.readiness.rules import rule
from missions.models import FlightRecord


@rule(_("Completed missions whose required debriefing the student has not signed"))
def missions_without_debriefing_signature(company: Company, now: datetime) -> QuerySet[FlightRecord]:
    rows = FlightRecord.objects.awaiting_debriefing().filter(enrollment__company=company)
    return rows.select_related("template", "enrollment__user").order_by("flown_on", "id")
