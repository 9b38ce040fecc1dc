"""Models whose rows are signed, and how their current content is read, to be compared with what was signed.

Each is registered in `evidence_kinds.py` of its app.
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

# The key of signed content that holds the names of people and things. It is not compared: when a person or a location
# is renamed, the record is not altered.
NAMES = "names"


@dataclass(frozen=True)
class CurrentState:
    """The current content of a signed object, in the structure that was signed, and the signature that it shows.

    `signature_text` is None for a model that has no such text.
    """

    content: dict[str, Any]
    signed_at: datetime | None
    signature_text: str | None = None


# Returns the current states by object id, in a constant number of queries; deleted objects are left out.
ReadCurrentState = Callable[[Collection[uuid.UUID]], dict[str, CurrentState]]


@dataclass(frozen=True)
class Signable:
    """A model whose rows are signed and have a column `signed_at`; `company` is the lookup to the company."""

    model: type[Model]
    company: str
    read_current: ReadCurrentState


SIGNABLES: dict[str, Signable] = {}


def register_signable(signable: Signable) -> None:
    """Registers a model by its label, e.g. `onsite.classsession`, the `object_type` of its signatures."""
    SIGNABLES[signable.model._meta.label_lower] = signable
