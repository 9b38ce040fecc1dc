"""Certificates as evidence.

The ledger stores digests of exactly these columns: changing a part makes every earlier digest of it incomparable
(`records.kinds.Part`).
"""

from evidence.models import Certificate
from records.kinds import EvidenceKind, Part, register_kind

CERTIFICATE = (
    "company_id", "enrollment_id", "replaces_id", "serial", "number", "code", "content", "digest", "valid_until_on",
    "issued_at",
)  # fmt: skip

register_kind(
    EvidenceKind(
        Certificate,
        "company_id",
        (
            Part("certificate", Certificate, "pk", CERTIFICATE),
            Part("revocation", Certificate, "pk", ("revoked_at", "revocation_reason")),
        ),
    )
)
