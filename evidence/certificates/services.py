"""Issuing and revoking certificates (docs/api.md, section 9).

Locks are taken in this order (docs/decisions/0009): enrollments, the company (for serials), certificates, the ledger.
"""

import secrets
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils.translation import gettext as _

from accounts.models import Company, User
from core import clock
from core.exceptions import Conflict
from evidence.certificates.content import build_certificate_contents
from evidence.certificates.refusing import reject_missing_hours, withhold_refused
from evidence.models import Certificate
from records.canonical import format_canonical_json, sha256
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import lock_enrollments
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet


def issue_certificates(*, enrollment_ids: Iterable[uuid.UUID], company_id: uuid.UUID, by: User | None) -> int:
    """Issues certificates for the company's finished enrollments that never had one, and returns how many.

    For managers and operators: enrollments that finished before certificates were issued at the finish have none. An
    enrollment whose certificate was revoked is skipped, because somebody had a reason to revoke it
    (`reissue_certificate` replaces it). Raises Conflict, and issues none, when one of them cannot be printed.

    A school can refuse certificates while required hours are missing. A person's act is then a Conflict that names
    them; a command leaves out those enrollments.
    """
    with transaction.atomic():
        chosen = Enrollment.objects.filter(pk__in=set(enrollment_ids), company_id=company_id)
        locked = [row.pk for row in lock_enrollments(chosen)]
        # A second query, after the lock: while this one waited, another request may have issued them.
        missing = list(
            filter_without_certificate(Enrollment.objects.filter(pk__in=locked)).values_list("pk", flat=True)
        )
        if by is not None:
            reject_missing_hours(missing)
        drafts = store_certificates(missing, clock.now(), must_print=True)
        record_events(*drafts, company_id=company_id, by=by)
    return len(drafts)


def filter_without_certificate(rows: EnrollmentQuerySet) -> EnrollmentQuerySet:
    """The finished enrollments among `rows` for which no certificate was ever issued, not even a revoked one."""
    return rows.filter(finished_at__isnull=False, certificates__isnull=True)


def store_certificates(
    enrollment_ids: Sequence[uuid.UUID], now: datetime, *, must_print: bool = False
) -> list[EventDraft]:
    """Stores certificates for finished enrollments of one company that have none, or only revoked ones; returns the
    events to record. The caller has locked the enrollments.

    With `must_print`, raises Conflict when one of them cannot be printed. Without it, as at a finish, nothing is
    raised: a character in a name must not keep a student from finishing. The PDF then names the character, and a
    manager corrects the name and issues the certificate again. A certificate that is refused because hours are missing
    is withheld, and the readiness list has its enrollment.
    """
    has_one = Exists(Certificate.objects.unrevoked().filter(enrollment=OuterRef("pk")))
    chosen = Enrollment.objects.filter(~has_one, pk__in=enrollment_ids).order_by("pk")
    rows = withhold_refused(list(chosen.select_related("training__manager", "user", "company")))
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
    # Imported here because it loads the PDF engine, which takes a second at start-up that most processes do not need.
    from evidence.certificates.pdf import check_certificate_printable

    for content in contents:
        check_certificate_printable(content)


def take_next_serial(company: Company) -> int:
    """The next serial of the company. Its row stays locked until the transaction ends, so that no serial is given
    twice."""
    locked = Company.objects.select_related("deleted_serials").select_for_update(of=("self",), no_key=True)
    deleted = getattr(locked.get(pk=company.pk), "deleted_serials", None)
    last = Certificate.objects.filter(company=company).aggregate(last=Max("serial"))["last"]
    return max(last or 0, deleted.last if deleted else 0) + 1


def build_certificate(
    enrollment: Enrollment, facts: dict[str, Any], serial: int, now: datetime, replaced: Certificate | None = None
) -> Certificate:
    """A certificate with its content frozen; one that replaces another names that one's number in it."""
    content = format_canonical_json(facts | ({"replaces": replaced.number} if replaced else {}))
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
    """Revokes a certificate, and its check page says so. Raises Conflict when it is revoked already."""
    with transaction.atomic():
        row = Certificate.objects.select_for_update(no_key=True).get(pk=certificate.pk)
        if row.revoked_at:
            raise Conflict(_("This certificate is revoked already."))
        record_events(*store_revocations([row], reason, clock.now()), company_id=row.company_id, by=by)


def store_revocations(rows: Sequence[Certificate], reason: str, now: datetime) -> list[EventDraft]:
    """Stores that the certificates are revoked and returns the events to record. The caller has locked them."""
    for row in rows:
        row.revoked_at, row.revocation_reason = now, reason
    Certificate.objects.bulk_update(rows, ["revoked_at", "revocation_reason"])
    return [build_revocation_event(row) for row in rows]


def build_revocation_event(row: Certificate) -> EventDraft:
    payload = {"number": row.number, "reason": row.revocation_reason, "enrollment": str(row.enrollment_id)}
    return EventDraft("certificate.revoked", row, payload)
