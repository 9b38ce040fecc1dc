"""Certificates as they are shown: to those who may read the enrollment, and to anyone who has the code of one."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.exceptions import NotFound
from core.timestamps import format_day, format_moment
from evidence.models import Certificate
from records.verification.single_object import is_verified
from trainings.models import Enrollment


def get_certificate(enrollment: Enrollment) -> Certificate:
    """The newest certificate of an enrollment, which may be revoked.

    NotFound for an enrollment that is not finished (docs/api.md, section 9), and for one without a certificate.
    """
    if not enrollment.is_finished:
        raise NotFound(_("Training not finished yet"))
    certificate = Certificate.objects.latest_of(enrollment)
    if certificate is None:
        raise NotFound(_("No certificate has been issued yet. A training manager can issue it."))
    return certificate


def build_issued_view(certificate: Certificate) -> dict[str, Any]:
    """The certificate on the wire (docs/api.md, section 9): its frozen content, with its number and current status."""
    return {
        "number": certificate.number,
        "status": get_status(certificate),
        **build_revocation_part(certificate),
        **json.loads(certificate.content),
        "issued": format_moment(certificate.issued_at),
    }


def build_revocation_part(certificate: Certificate) -> dict[str, Any]:
    """When and why a certificate was revoked, and by which number it was replaced; empty unless revoked."""
    if certificate.revoked_at is None:
        return {}
    part = {"revoked": format_moment(certificate.revoked_at), "reason": certificate.revocation_reason}
    successor = get_successor_number(certificate)
    return part | ({"replaced_by": successor} if successor else {})


def get_successor_number(certificate: Certificate) -> str | None:
    """The number of the certificate that replaces this one, if any."""
    return certificate.replaced_by.number if hasattr(certificate, "replaced_by") else None


@dataclass(frozen=True)
class PublicCheck:
    """Everything that is shown to anyone who has the code; of a certificate that cannot be confirmed, only that."""

    status: str
    name: str | None = None
    course: str | None = None
    finished: str | None = None
    valid_until: str | None = None
    revoked: str | None = None
    replaces: str | None = None
    replaced_by: str | None = None


UNCONFIRMED = "unconfirmed"


def read_public_check(code: str) -> PublicCheck:
    """The public check of the certificate with a code; NotFound for an unknown code.

    A certificate that differs from what the ledger recorded of it is unconfirmed, and nothing of it is shown: write
    access to the database is not enough to forge a certificate that this page calls valid.
    """
    id = Certificate.objects.filter(code=code).values_list("pk", flat=True).first()
    if id is None:
        raise NotFound
    if not is_verified(Certificate, id):
        return PublicCheck(UNCONFIRMED)
    certificate = Certificate.objects.select_related("company", "replaced_by").get(pk=id)
    content = json.loads(certificate.content)
    person = content["User"]["UserDetail"]
    return PublicCheck(
        status=get_status(certificate),
        name=f"{person['name']} {person['surname']}",
        course=content["Training"]["name"],
        finished=content["TrainingsUser"]["finish_date"],
        valid_until=format_day(certificate.valid_until_on),
        revoked=format_day(get_revocation_day(certificate)),
        replaces=content.get("replaces"),
        replaced_by=get_successor_number(certificate),
    )


def get_revocation_day(certificate: Certificate) -> date | None:
    """The day on which the certificate was revoked, in the school's time zone, or None."""
    return certificate.revoked_at and certificate.company.local_date(certificate.revoked_at)


def get_status(certificate: Certificate) -> str:
    """`valid`, `expired` (after its last day in the school's time zone) or `revoked`."""
    if certificate.revoked_at:
        return "revoked"
    until = certificate.valid_until_on
    return "expired" if until and until < certificate.company.local_date(clock.now()) else "valid"
