"""Inspector access as evidence: what was open to whom and when cannot be changed unseen.

The ledger stores digests of exactly these columns: changing a part makes every earlier digest of it incomparable
(`records.kinds.Part`).
"""

from inspections.models import InspectedTraining, InspectorAccess
from records.kinds import EvidenceKind, Part, register_kind

ACCESS = (
    "company_id", "inspector_name", "authority", "email", "records_from", "records_until", "opens_on", "closes_on",
    "opened_by_id", "opened_at",
)  # fmt: skip

register_kind(
    EvidenceKind(
        InspectorAccess,
        "company_id",
        (
            Part("access", InspectorAccess, "pk", ACCESS),
            Part("secrets", InspectorAccess, "pk", ("code_hash", "link_version")),
            Part("revocation", InspectorAccess, "pk", ("revoked_at", "revoked_by_id")),
            Part("trainings", InspectedTraining, "access_id", ("training_id",)),
        ),
    )
)
