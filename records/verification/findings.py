"""Findings, reports, and the checking of rows in batches, even if a row cannot be read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

Item = TypeVar("Item")
BATCH_SIZE = 500
MAX_TEXT_LENGTH = 200


@dataclass(frozen=True)
class Finding:
    """A difference from what was recorded: the number of the event, if there is one, the object, and what differs."""

    seq: int | None
    object: str
    what: str


@dataclass
class Report:
    """The result for one school. `unverifiable` counts events whose key is lost; `unrecorded` counts objects without a
    recorded state in a school without a baseline; `redacted` events of which a deleted record left the seals."""

    company_id: str
    company: str
    events: int = 0
    signatures: int = 0
    unverifiable: int = 0
    unrecorded: int = 0
    redacted: int = 0
    findings: list[Finding] = field(default_factory=list)


def build_finding(what: str, *, type: object = "", id: object = "", seq: object = None) -> Finding:
    """A finding that can be printed, whatever values the database holds."""
    number = seq if isinstance(seq, int) else None
    return Finding(
        number, f"{make_printable(type)}:{make_printable(id)}" if type else make_printable(id), make_printable(what)
    )


def make_printable(value: object) -> str:
    """The value as text of limited length. Control characters are escaped, so that forged rows cannot control a
    terminal."""
    characters = str(value)[: MAX_TEXT_LENGTH + 1]
    text = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in characters)
    return text if len(text) <= MAX_TEXT_LENGTH else f"{text[:MAX_TEXT_LENGTH]}…"


def check_batch(
    items: list[Item], check: Callable[[list[Item]], list[Finding]], identify: Callable[[Item], tuple[object, object]]
) -> list[Finding]:
    """The findings of `check` on the items; normally one call of `check` for all of them.

    If it raises, the two halves are checked separately, and so on. An item for which it raises alone becomes a finding
    with the type and id that `identify` returns. Only a lost database connection is raised.
    """
    if not items:
        return []
    try:
        with transaction.atomic():  # a savepoint: after an SQL error, PostgreSQL would reject all further queries
            return check(items)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:  # any exception: a forged value can cause any
        if len(items) == 1:
            type, id = identify(items[0])
            return [build_finding(f"it cannot be read: {get_reason(error)}", type=type, id=id)]
    middle = len(items) // 2
    return check_batch(items[:middle], check, identify) + check_batch(items[middle:], check, identify)


def get_reason(error: Exception) -> str:
    """The first line of the exception's message; without a message, the name of its class."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
