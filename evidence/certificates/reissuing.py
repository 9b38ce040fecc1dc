"""Reissuing a certificate: something in it was corrected, or it was revoked and should count again."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from evidence.certificates.content import build_certificate_contents
from evidence.certificates.refusing import reject_missing_hours
from evidence.certificates.services import (
    build_certificate,
    build_issuing_event,
    reject_unprintable,
    store_revocations,
    take_next_serial,
)
from evidence.models import Certificate
from records.services import record_events
from trainings.models import Enrollment


def reissue_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """Replaces a certificate by a new one with a new number and the present facts of the enrollment; returns it.

    The replaced one is revoked with the reason, unless it was revoked before.

    Raises Conflict when the certificate has been replaced already, so of two managers at once one succeeds; when the
    enrollment is not finished any more; when the new certificate cannot be printed; and when hours are missing and the
    school refuses certificates then.
    """
    with transaction.atomic():
        # The same locks in the same order as at a finish: the enrollment, the company, the certificate. Each waits for
        # a finish or another reissue under way, so the rows are read after them.
        Enrollment.objects.select_for_update(no_key=True).get(pk=certificate.enrollment_id)
        serial = take_next_serial(certificate.company)
        old = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        enrollment = Enrollment.objects.select_related("training__manager", "user", "company").get(pk=old.enrollment_id)
        check_replaceable(old, enrollment)
        reject_missing_hours([enrollment.pk])
        facts = build_certificate_contents([enrollment])[enrollment.pk]
        reject_unprintable([facts])
        now = clock.now()
        # First, because the database allows one unrevoked certificate per enrollment.
        drafts = [] if old.revoked_at else store_revocations([old], reason, now)
        new = build_certificate(enrollment, facts, serial, now, replaced=old)
        new.save(force_insert=True)
        drafts.append(build_issuing_event(new, replaces=old.number, reason=reason))
        record_events(*drafts, company_id=new.company_id, by=by)
    return new


def check_replaceable(certificate: Certificate, enrollment: Enrollment) -> None:
    latest = Certificate.objects.latest_of(enrollment)
    if latest is not None and latest.pk != certificate.pk:
        raise Conflict(_("This certificate has already been replaced by %(number)s.") % {"number": latest.number})
    if not enrollment.is_finished:
        raise Conflict(_("The training is not finished any more."))
