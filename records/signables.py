"""What signed objects say today, so that it can be held against what was signed."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

# What a signed content keeps under this key tells how people and things were called then. It is no fact of the record:
# a person who marries or a room that is renamed alters nothing.
NAMES = "names"


@dataclass(frozen=True)
class CurrentState:
    """A signed object as it stands: its content in the very shape that was signed, and what it shows of its signature;
    `signature_text` None where it shows no text."""

    content: dict[str, Any]
    signed_at: datetime | None
    signature_text: str | None = None


# Answers each of the objects, by id, in a constant number of queries; those that are gone are left out.
ReadCurrentState = Callable[[Collection[uuid.UUID]], dict[str, CurrentState]]


@dataclass(frozen=True)
class Signable:
    """A model whose rows are signed and say so in `signed_at`."""

    model: type[Model]
    company: str
    today_of: ReadCurrentState


SIGNABLES: dict[str, Signable] = {}


def register_signable(signable: Signable) -> None:
    """Under the model's label, e.g. `onsite.classsession`, as signatures write it."""
    SIGNABLES[signable.model._meta.label_lower] = signable
