"""Revisions as evidence.

The ledger stores digests of exactly these columns: changing a part makes every earlier digest of it incomparable
(`records.kinds.Part`). The syllabus is compared with what was signed (revisions/content/signed.py).
"""

from records.kinds import EvidenceKind, Part, register_kind
from revisions.models import ItemOrigin, Revision

REVISION = (
    "training_id", "number", "summary", "changes", "effective_on", "started_at", "started_by_id", "approved_by_id",
)  # fmt: skip

register_kind(
    EvidenceKind(
        Revision,
        "training__company_id",
        (
            Part("revision", Revision, "pk", REVISION),
            Part("signature", Revision, "pk", ("signed_at",)),
            # By which items correspond when students are moved.
            Part("origins", ItemOrigin, "training__revision_entry", ("training_id", "item_id", "origin_id")),
        ),
    )
)
