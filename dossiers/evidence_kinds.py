"""Dossiers and the keys of other schools as evidence.

The ledger stores digests of exactly these columns: changing a part makes every earlier digest of it incomparable
(`records.kinds.Part`).
"""

from dossiers.models import Dossier, DossierCredit, TrustedKey
from records.kinds import EvidenceKind, Part, register_kind

DOSSIER = (
    "company_id", "user_id", "file", "digest", "school_id_there", "school_name", "student_name", "training_name",
    "enrollment_id_there", "exported_at", "verification", "fingerprint", "received_at", "received_by_id", "differs",
)  # fmt: skip
CONFIRMATION = ("person_confirmed_at", "person_confirmed_by_id", "confirmation_reason")
REMOVAL = ("removed_at", "removed_by_id", "removal_reason")

register_kind(
    EvidenceKind(
        Dossier,
        "company_id",
        (
            Part("dossier", Dossier, "pk", DOSSIER),
            Part("confirmation", Dossier, "pk", CONFIRMATION),
            Part("removal", Dossier, "pk", REMOVAL),
            Part("credits", DossierCredit, "dossier_id", ("credit_id", "source_id", "source_name")),
        ),
    )
)
register_kind(
    EvidenceKind(
        TrustedKey,
        "company_id",
        (
            Part(
                "key", TrustedKey, "pk", ("company_id", "fingerprint", "school_name", "note", "added_at", "added_by_id")
            ),
            Part("removal", TrustedKey, "pk", REMOVAL),
        ),
    )
)
