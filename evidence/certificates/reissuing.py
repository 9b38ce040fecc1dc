"""Issuing a certificate again: what it says was corrected, or it was revoked and counts again."""

from django.db import transaction

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from evidence.certificates.content import build_certificate_contents
from evidence.certificates.services import (
    build_certificate,
    build_issuing_event,
    reject_unprintable,
    revoke_locked,
    take_next_serial,
)
from evidence.models import Certificate
from records.services import record_events
from trainings.models import Enrollment


def reissue_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """A new certificate with a new number, of the enrollment as it is on record now.

    It names the one it replaces, which is revoked with the reason.
    Refuses with Conflict one that another has followed already, an enrollment that is not finished any more, and what
    could not be printed. Of two managers at once, one succeeds.
    """
    with transaction.atomic():
        Enrollment.objects.select_for_update(no_key=True).get(pk=certificate.enrollment_id)  # as finishing locks it
        serial = take_next_serial(certificate.company)
        old = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        enrollment = Enrollment.objects.select_related("training__manager", "user", "company").get(pk=old.enrollment_id)
        check_replaceable(old, enrollment)
        says = build_certificate_contents([enrollment])[enrollment.pk]
        reject_unprintable([says])
        now = clock.now()
        drafts = [] if old.revoked_at else revoke_locked([old], reason, now)
        new = build_certificate(enrollment, says, serial, now, replaced=old)
        new.save(force_insert=True)
        drafts.append(build_issuing_event(new, replaces=old.number, reason=reason))
        record_events(*drafts, company_id=new.company_id, by=by)
    return new


def check_replaceable(certificate: Certificate, enrollment: Enrollment) -> None:
    latest = Certificate.objects.latest_of(enrollment)
    if latest.pk != certificate.pk:
        raise Conflict(f"Certificate {latest.number} has followed this one already.")
    if not enrollment.is_finished:
        raise Conflict("The training is not finished any more.")
