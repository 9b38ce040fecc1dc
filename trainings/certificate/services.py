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
    certificate = Certificate.objects.latest_of(enrollment)
    return certificate or issue(enrollment, by)


def issue(enrollment: Enrollment, by: User) -> Certificate:
    with transaction.atomic():
        Company.objects.select_for_update(no_key=True).get(pk=enrollment.company_id)  # one serial after the other
        certificate = Certificate.objects.latest_of(enrollment)
        if certificate is None:
            certificate = Certificate.objects.create(**fields_of(enrollment))
            payload = {"number": certificate.number, "digest": certificate.digest}
            record(Draft("certificate.issued", certificate, payload), company_id=enrollment.company_id, by=by)
    return certificate


def fields_of(enrollment: Enrollment, replaced: Certificate | None = None) -> dict[str, Any]:
    """The fields of a new certificate, the number of the `replaced` one in its content. The caller holds the company's
    lock. Refuses with Conflict what could not be printed."""
    from trainings.certificate.pdf import check_paper  # the engine of PDFs, which other answers need not load

    now = timezone.now()
    last = Certificate.objects.filter(company_id=enrollment.company_id).aggregate(last=Max("serial"))["last"] or 0
    said = certificate_content(enrollment)
    check_paper(said)
    content = canonical(said | ({"replaces": replaced.number} if replaced else {}))
    return {
        "company_id": enrollment.company_id,
        "enrollment": enrollment,
        "replaces": replaced,
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
        record(take_back(row, reason), company_id=row.company_id, by=by)


def take_back(row: Certificate, reason: str) -> Draft:
    """Marks a locked certificate as revoked; answers what the ledger is to tell of it."""
    row.revoked_at, row.revocation_reason = timezone.now(), reason
    row.save(update_fields=["revoked_at", "revocation_reason"])
    return Draft("certificate.revoked", row, {"reason": reason})


def as_issued(certificate: Certificate) -> dict[str, Any]:
    """The certificate on the wire, what it says frozen, with whether it still counts: `{number, status, …, issued}`."""
    return {
        "number": certificate.number,
        "status": status_of(certificate),
        **revocation_part(certificate),
        **json.loads(certificate.content),
        "issued": wire.moment(certificate.issued_at),
    }


def revocation_part(certificate: Certificate) -> dict[str, Any]:
    """When, why and for which other one a certificate was taken back; nothing of one that was not."""
    if certificate.revoked_at is None:
        return {}
    part = {"revoked": wire.moment(certificate.revoked_at), "reason": certificate.revocation_reason}
    successor = successor_of(certificate)
    return part | ({"replaced_by": successor} if successor else {})


def successor_of(certificate: Certificate) -> str | None:
    """The number of the certificate that replaces this one."""
    return certificate.replaced_by.number if hasattr(certificate, "replaced_by") else None


@dataclass(frozen=True)
class PublicCheck:
    """All that a stranger with the code learns."""

    name: str
    course: str
    finished: str
    valid_until: str | None
    status: str
    revoked: str | None
    replaced_by: str | None


def public_check(code: str) -> PublicCheck:
    """What the check page of a code says; refuses an unknown code with NotFound."""
    certificate = Certificate.objects.select_related("company", "replaced_by").filter(code=code).first()
    if certificate is None:
        raise NotFound
    content = json.loads(certificate.content)
    person = content["User"]["UserDetail"]
    return PublicCheck(
        name=f"{person['name']} {person['surname']}",
        course=content["Training"]["name"],
        finished=content["TrainingsUser"]["finish_date"],
        valid_until=wire.day(certificate.valid_until_on),
        status=status_of(certificate),
        revoked=wire.day(revoked_on(certificate)),
        replaced_by=successor_of(certificate),
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
