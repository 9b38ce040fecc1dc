"""What the teachers and students of the demo schools have signed, so that the ledger has something to say."""

from collections import defaultdict
from datetime import timedelta

from django.utils import timezone

from accounts.models import Company
from missions.models import FlightRecord
from missions.services import put_signature as sign_flight
from onsite.content import class_content
from onsite.models import ClassSession
from onsite.signing import MEANING as HELD
from onsite.signing import put_signature
from records.services import Draft, record
from records.signing import sign

# So many of the latest classes, and flights of each student, are left open for the lists of what is still to be signed.
LEFT_OPEN = 2


def sign_the_past(company: Company) -> None:
    """Signs the school's recorded classes and its flights, but for the latest, each by whoever has to sign it."""
    settled = timezone.now() - timedelta(days=2)
    classes = ClassSession.objects.live().filter(company=company, starts_at__lt=settled, signed_at__isnull=True)
    classes = classes.exclude(attendances__is_present__isnull=True).select_related("teacher").order_by("-starts_at")
    for session in list(classes)[LEFT_OPEN:]:
        sign_one_class(session)
    for flights in flights_by_enrollment(company).values():
        for record_of_flight in flights[LEFT_OPEN:]:
            sign_flight(record_of_flight, record_of_flight.enrollment.user)


def flights_by_enrollment(company: Company) -> dict[object, list[FlightRecord]]:
    """The completed flights whose debriefing has to be signed, the latest of each enrollment first."""
    rows = FlightRecord.objects.filter(enrollment__company=company, is_completed=True)
    rows = rows.filter(enrollment__training__requires_debriefing_signature=True)
    rows = rows.select_related("enrollment__user", "enrollment__training", "template", "instructor")
    grouped: dict[object, list[FlightRecord]] = defaultdict(list)
    for row in rows.order_by("-flown_on", "-id"):
        grouped[row.enrollment_id].append(row)
    return grouped


def sign_one_class(session: ClassSession) -> None:
    content = class_content(session)
    signature, added = sign(
        obj=session, company_id=session.company_id, meaning=HELD, content=content, by=session.teacher
    )
    put_signature(session, signature.text, signature.signed_at)
    signed = Draft("class.signed", session, {"version": signature.version, "stored_as_absent": 0})
    record(signed, added, company_id=session.company_id, by=session.teacher)
