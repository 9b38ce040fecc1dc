"""Qualifications as evidence: an authority asks who was entitled to instruct on a day (docs/records.md).

The ledger stores digests of exactly these columns: changing a part makes every earlier digest of it incomparable
(`records.kinds.Part`).
"""

from instructors.models import Qualification
from records.kinds import EvidenceKind, Part, register_kind

QUALIFICATION = (
    "user_id", "kind", "name", "name_key", "number", "issued_on", "valid_until_on", "blocks_signing", "document",
    "document_digest", "created_at",
)  # fmt: skip

register_kind(
    EvidenceKind(
        Qualification,
        "user__company_id",
        (
            Part("qualification", Qualification, "pk", QUALIFICATION),
            Part("removal", Qualification, "pk", ("removed_at", "removed_by_id", "removal_reason")),
        ),
    )
)
