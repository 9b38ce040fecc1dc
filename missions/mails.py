"""The mail to a student whose debriefing waits for a signature."""

import uuid
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from mail.contexts import MailContext, register_context
from mail.kinds import MailKind
from mail.models import Mail
from mail.services import queue_mail
from missions.models import FlightRecord


def mail_debriefing(row: FlightRecord, *, by: User) -> None:
    """Asks the student to sign the debriefing of a flight that has just been recorded as completed, if it is to be
    signed at all. Whoever records a flight of their own gets no mail."""
    flight = list_awaiting(row.pk).select_related("enrollment__user", "template__training", "instructor").first()
    if flight and flight.enrollment.user_id != by.pk:
        queue_mail(MailKind.DEBRIEFING, flight.enrollment.user, build_debriefing_facts(flight))


def build_debriefing_facts(flight: FlightRecord) -> dict[str, Any]:
    return {
        "flight": str(flight.pk),
        "mission": flight.template.name,
        "training": flight.template.training.name,
        "flown_on": flight.flown_on.isoformat(),
        "seconds": flight.seconds,
        "instructor": str(flight.instructor or ""),
        "path": "/trainings/missions/unsigned.json",
        "admin_path": f"/admin/missions/flightrecord/{flight.pk}/change/",
    }


def list_awaiting(id: uuid.UUID | str) -> QuerySet[FlightRecord]:
    """The flight if the student has to sign its debriefing now."""
    return FlightRecord.objects.awaiting_debriefing().filter(enrollment__training__is_active=True, pk=id)


def register_contexts() -> None:
    register_context(MailKind.DEBRIEFING, build_debriefing_context)


def build_debriefing_context(mail: Mail) -> MailContext | None:
    """None if the debriefing has been signed meanwhile, or there is nothing to sign any more."""
    return MailContext() if list_awaiting(mail.facts["flight"]).exists() else None
