"""Reading signed objects as they are now, to compare them with what was signed."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

# Signed content holds the names of people and things under this key. They are not compared: a person who marries, or a
# room that is renamed, does not alter the record.
NAMES = "names"


@dataclass(frozen=True)
class CurrentState:
    """A signed object now: its content in the shape that was signed, and what it shows of its signature;
    `signature_text` is None where it shows no text."""

    content: dict[str, Any]
    signed_at: datetime | None
    signature_text: str | None = None


# Returns the current states by object id, in a constant number of queries; deleted objects are left out.
ReadCurrentState = Callable[[Collection[uuid.UUID]], dict[str, CurrentState]]


@dataclass(frozen=True)
class Signable:
    """A model whose rows are signed and have `signed_at`; `company` is the lookup of the company."""

    model: type[Model]
    company: str
    read_current: ReadCurrentState


SIGNABLES: dict[str, Signable] = {}


def register_signable(signable: Signable) -> None:
    """Adds a model under its label, e.g. `onsite.classsession`, which signatures have as `object_type`."""
    SIGNABLES[signable.model._meta.label_lower] = signable
