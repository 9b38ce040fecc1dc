"""Issuing certificates, and taking them back."""

import json
import secrets
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from accounts.models import Company, User
from core import clock
from core.exceptions import Conflict, NotFound
from core.timestamps import format_day, format_moment
from evidence.certificates.content import build_certificate_contents
from evidence.models import Certificate
from records.canonical import sha256, write_canonical
from records.services import EventDraft, record_events
from records.verification.confirming import is_confirmed
from trainings.enrollments.finishing import lock_enrollments
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet


def find_certificate(enrollment: Enrollment) -> Certificate:
    """The certificate of an enrollment: the one that stands, or the last one that was revoked.

    Refuses with NotFound an enrollment that is not finished (docs/api.md, section 9), and one without a certificate.
    """
    if not enrollment.is_finished:
        raise NotFound("Training not finished yet")
    certificate: Certificate | None = Certificate.objects.latest_of(enrollment)
    if certificate is None:
        raise NotFound("No certificate has been issued yet. A training manager can issue it.")
    return certificate


def issue_certificates(*, enrollment_ids: Iterable[uuid.UUID], company_id: uuid.UUID, by: User | None) -> int:
    """Issues the certificates of the school's finished enrollments that never had one; returns how many.

    A manager's act, or an operator's: what finished before certificates were issued at the finish has none. A revoked
    certificate is passed over; it was taken back for a reason. Refuses with Conflict, all or none, what could not be
    printed.
    """
    with transaction.atomic():
        chosen = Enrollment.objects.filter(pk__in=set(enrollment_ids), company_id=company_id)
        locked = [row.pk for row in lock_enrollments(chosen)]
        # Looked at under the lock, and not while waiting for it: somebody else may just have issued them.
        missing = filter_without_certificate(Enrollment.objects.filter(pk__in=locked))
        drafts = issue_locked(list(missing.values_list("pk", flat=True)), clock.now(), must_print=True)
        record_events(*drafts, company_id=company_id, by=by)
    return len(drafts)


def filter_without_certificate(rows: EnrollmentQuerySet) -> EnrollmentQuerySet:
    """The finished ones for which none was ever issued."""
    return rows.filter(finished_at__isnull=False, certificates__isnull=True)


def issue_locked(enrollment_ids: Sequence[uuid.UUID], now: datetime, *, must_print: bool = False) -> list[EventDraft]:
    """Stores the certificates of finished, locked enrollments of one school that have none standing.

    A finish does not ask whether it can be printed: a student's last lesson is not refused for a character in a name.
    The PDF then names the character, and a manager corrects it and issues the certificate again.
    """
    has_one = Exists(Certificate.objects.standing().filter(enrollment=OuterRef("pk")))
    chosen = Enrollment.objects.filter(~has_one, pk__in=enrollment_ids).order_by("pk")
    rows = list(chosen.select_related("training__manager", "user", "company"))
    if not rows:
        return []
    contents = build_certificate_contents(rows)
    if must_print:
        reject_unprintable(contents.values())
    serials = count(take_next_serial(rows[0].company))
    certificates = [
        build_certificate(row, contents[row.pk], serial, now) for row, serial in zip(rows, serials, strict=False)
    ]
    Certificate.objects.bulk_create(certificates)
    return [build_issuing_event(certificate) for certificate in certificates]


def reject_unprintable(contents: Iterable[dict[str, Any]]) -> None:
    from evidence.certificates.pdf import (
        check_certificate_printable,  # the engine of PDFs, which other responses need not load
    )

    for content in contents:
        check_certificate_printable(content)


def take_next_serial(company: Company) -> int:
    """One serial after the other: the school's row is locked until the transaction ends."""
    Company.objects.select_for_update(no_key=True).get(pk=company.pk)
    last = Certificate.objects.filter(company=company).aggregate(last=Max("serial"))["last"]
    return (last or 0) + 1


def build_certificate(
    enrollment: Enrollment, says: dict[str, Any], serial: int, now: datetime, replaced: Certificate | None = None
) -> Certificate:
    """Not stored yet. One that follows another has its number in what it says."""
    content = write_canonical(says | ({"replaces": replaced.number} if replaced else {}))
    return Certificate(
        company=enrollment.company,
        enrollment=enrollment,
        replaces=replaced,
        serial=serial,
        number=f"{enrollment.company.local_date(now).year}-{serial:05d}",
        code=secrets.token_urlsafe(18),
        content=content,
        digest=sha256(content),
        valid_until_on=enrollment.valid_until_on,
        issued_at=now,
    )


def build_issuing_event(certificate: Certificate, **more: str) -> EventDraft:
    payload = {"number": certificate.number, "digest": certificate.digest, "enrollment": str(certificate.enrollment_id)}
    return EventDraft("certificate.issued", certificate, payload | more)


def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> None:
    """The certificate no longer counts; its check page says so. Refuses with Conflict what is revoked already."""
    with transaction.atomic():
        row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        if row.revoked_at:
            raise Conflict("This certificate is revoked already.")
        record_events(*revoke_locked([row], reason, clock.now()), company_id=row.company_id, by=by)


def revoke_locked(rows: Sequence[Certificate], reason: str, now: datetime) -> list[EventDraft]:
    """Stores that the locked certificates are taken back, and returns the events to record."""
    for row in rows:
        row.revoked_at, row.revocation_reason = now, reason
    Certificate.objects.bulk_update(rows, ["revoked_at", "revocation_reason"])
    return [build_revocation_event(row) for row in rows]


def build_revocation_event(row: Certificate) -> EventDraft:
    return EventDraft(
        "certificate.revoked", row, {"reason": row.revocation_reason, "enrollment": str(row.enrollment_id)}
    )


def build_issued_view(certificate: Certificate) -> dict[str, Any]:
    """The certificate on the wire, what it says frozen, with whether it still counts: `{number, status, …, issued}`."""
    return {
        "number": certificate.number,
        "status": get_status(certificate),
        **build_revocation_part(certificate),
        **json.loads(certificate.content),
        "issued": format_moment(certificate.issued_at),
    }


def build_revocation_part(certificate: Certificate) -> dict[str, Any]:
    """When, why and for which other one a certificate was taken back; nothing of one that was not."""
    if certificate.revoked_at is None:
        return {}
    part = {"revoked": format_moment(certificate.revoked_at), "reason": certificate.revocation_reason}
    successor = get_successor_number(certificate)
    return part | ({"replaced_by": successor} if successor else {})


def get_successor_number(certificate: Certificate) -> str | None:
    """The number of the certificate that replaces this one."""
    return certificate.replaced_by.number if hasattr(certificate, "replaced_by") else None


@dataclass(frozen=True)
class PublicCheck:
    """All that a stranger with the code learns; of a certificate that cannot be confirmed, only that."""

    status: str
    name: str | None = None
    course: str | None = None
    finished: str | None = None
    valid_until: str | None = None
    revoked: str | None = None
    replaced_by: str | None = None


UNCONFIRMED = "unconfirmed"


def check_publicly(code: str) -> PublicCheck:
    """What the check page of a code says; refuses an unknown code with NotFound.

    Nothing of a certificate is shown that is not what the ledger recorded of it: whoever can only write to the database
    forges none that this page calls valid.
    """
    id = Certificate.objects.filter(code=code).values_list("pk", flat=True).first()
    if id is None:
        raise NotFound
    if not is_confirmed(Certificate, id):
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
        replaced_by=get_successor_number(certificate),
    )


def get_revocation_day(certificate: Certificate) -> date | None:
    """The day at the school on which the certificate was taken back, if it was."""
    return certificate.revoked_at and certificate.company.local_date(certificate.revoked_at)


def get_status(certificate: Certificate) -> str:
    """`validate_body`, `expired` (after its last day at the school) or `revoked`."""
    if certificate.revoked_at:
        return "revoked"
    until = certificate.valid_until_on
    return "expired" if until and until < certificate.company.local_date(clock.now()) else "valid"
