"""Issuing certificates, and taking them back."""

import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import Company, User
from config.api import wire
from config.refusals import Conflict, NotFound
from records.canonical import canonical, sha256
from records.confirming import is_confirmed
from records.services import Draft, record
from trainings.certificate.content import certificate_content
from trainings.certificate.models import Certificate
from trainings.models import Enrollment


def issued_certificate(*, enrollment: Enrollment, by: User) -> Certificate:
    """The certificate of an enrollment, issued now if it was not yet. Asking again answers the same one, for ever.

    Refuses an unfinished enrollment with NotFound (contract section 9). Of two people who ask at once, one issues it.
    """
    if not enrollment.is_finished:
        raise NotFound("Training not finished yet")
    certificate = Certificate.objects.filter(enrollment=enrollment).first()
    return certificate or issue(enrollment, by)


def issue(enrollment: Enrollment, by: User) -> Certificate:
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(pk=enrollment.company_id)  # one serial after the other
        certificate = Certificate.objects.filter(enrollment=enrollment).first()
        if certificate is None:
            certificate = Certificate.objects.create(**fields_of(enrollment))
            payload = {"number": certificate.number, "digest": certificate.digest}
            record(Draft("certificate.issued", certificate, payload), company_id=enrollment.company_id, by=by)
    return certificate


def fields_of(enrollment: Enrollment) -> dict[str, Any]:
    now = timezone.now()
    last = Certificate.objects.filter(company_id=enrollment.company_id).aggregate(last=Max("serial"))["last"] or 0
    content = canonical(certificate_content(enrollment))
    return {
        "company_id": enrollment.company_id,
        "enrollment": enrollment,
        "serial": last + 1,
        "number": f"{enrollment.company.local_date(now).year}-{last + 1:05d}",
        "code": secrets.token_urlsafe(18),
        "content": content,
        "digest": sha256(content),
        "valid_until_on": enrollment.valid_until_on,
        "issued_at": now,
    }


def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> None:
    """The certificate no longer counts; its check page says so. Refuses with Conflict what is revoked already."""
    with transaction.atomic():
        row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        if row.revoked_at:
            raise Conflict("This certificate is revoked already.")
        row.revoked_at, row.revocation_reason = timezone.now(), reason
        row.save(update_fields=["revoked_at", "revocation_reason"])
        record(Draft("certificate.revoked", row, {"reason": reason}), company_id=row.company_id, by=by)


def as_issued(certificate: Certificate) -> dict[str, Any]:
    """The certificate on the wire: `{number, …, issued}`."""
    content = json.loads(certificate.content)
    return {"number": certificate.number, **content, "issued": wire.moment(certificate.issued_at)}


@dataclass(frozen=True)
class PublicCheck:
    """All that a stranger with the code learns; of a certificate that cannot be confirmed, only that."""

    status: str
    name: str | None = None
    course: str | None = None
    finished: str | None = None
    valid_until: str | None = None


UNCONFIRMED = "unconfirmed"


def public_check(code: str) -> PublicCheck:
    """What the check page of a code says; refuses an unknown code with NotFound.

    Nothing of a certificate is shown that is not what the ledger recorded of it: whoever can only write to the database
    forges none that this page calls valid.
    """
    id = Certificate.objects.filter(code=code).values_list("pk", flat=True).first()
    if id is None:
        raise NotFound
    if not is_confirmed(Certificate, id):
        return PublicCheck(UNCONFIRMED)
    certificate = Certificate.objects.select_related("company").get(pk=id)
    content = json.loads(certificate.content)
    person = content["User"]["UserDetail"]
    return PublicCheck(
        status=status_of(certificate),
        name=f"{person['name']} {person['surname']}",
        course=content["Training"]["name"],
        finished=content["TrainingsUser"]["finish_date"],
        valid_until=wire.day(certificate.valid_until_on),
    )


def revoked_on(certificate: Certificate) -> date | None:
    """The day at the school on which the certificate was taken back, if it was."""
    return certificate.revoked_at and certificate.company.local_date(certificate.revoked_at)


def status_of(certificate: Certificate) -> str:
    """`valid`, `expired` (after its last day at the school) or `revoked`."""
    if certificate.revoked_at:
        return "revoked"
    until = certificate.valid_until_on
    return "expired" if until and until < certificate.company.local_date(timezone.now()) else "valid"
