"""The content of the signature under a credit.

Signatures on record hold the digest of this content, so its keys and formats never change.
"""

import uuid
from collections.abc import Collection
from typing import Any

from records.signables import CurrentState
from trainings.credits.items import read_item_trainings
from trainings.models import Credit

MEANING = "I checked the evidence of this earlier training; what is credited here need not be done again."


def build_content(credit: Credit, training_id: uuid.UUID, names: dict[str, Any]) -> dict[str, Any]:
    """`training_id` is the training of the item: a student who is moved to another revision keeps what was credited.

    Refers to people and things by id; `names` are kept apart, because one that changes later does not make the
    record an altered one. The document is represented by its SHA-256. Only a credit that has an origin has the key: of
    others the content is what it was before there were revisions."""
    origin = {"origin": str(credit.origin_item_id)} if credit.origin_item_id else {}
    return {
        "enrollment": str(credit.enrollment_id),
        "student": str(credit.enrollment.user_id),
        "training": str(training_id),
        "kind": credit.kind,
        "item": str(credit.item_id),
        "reason": credit.reason,
        "document": credit.document_digest or None,
        "names": names,
        **origin,
    }


def read_current_credits(ids: Collection[uuid.UUID]) -> dict[str, CurrentState]:
    """The content of the credits now, to compare with what was signed; without names, which are not compared."""
    rows = list(Credit.objects.filter(pk__in=ids).select_related("enrollment"))
    trainings = read_item_trainings(rows)
    return {
        str(row.pk): CurrentState(
            build_content(row, trainings.get(row.item_id, row.enrollment.training_id), {}), row.signed_at
        )
        for row in rows
    }
