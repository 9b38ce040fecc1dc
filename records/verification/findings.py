"""Findings, reports, and checking rows in batches although single rows may be unreadable."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from django.db import InterfaceError, OperationalError, transaction

Item = TypeVar("Item")
BATCH_SIZE = 500
MAX_TEXT_LENGTH = 200


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: the event number, if there is one, the object and what differs."""

    seq: int | None
    object: str
    what: str


@dataclass
class Report:
    """The result for one school. `unverifiable` counts events whose key is lost; `unrecorded` counts objects without a
    recorded state in a school without a baseline."""

    company_id: str
    company: str
    events: int = 0
    signatures: int = 0
    unverifiable: int = 0
    unrecorded: int = 0
    findings: list[Finding] = field(default_factory=list)


def build_finding(what: str, *, type: object = "", id: object = "", seq: object = None) -> Finding:
    """A finding that can be printed, whatever values the database holds."""
    number = seq if isinstance(seq, int) else None
    return Finding(
        number, f"{make_printable(type)}:{make_printable(id)}" if type else make_printable(id), make_printable(what)
    )


def make_printable(value: object) -> str:
    """The value as text of limited length, with control characters escaped: forged rows must not control terminals."""
    characters = str(value)[: MAX_TEXT_LENGTH + 1]
    text = "".join(each if each.isprintable() else f"\\x{ord(each):02x}" for each in characters)
    return text if len(text) <= MAX_TEXT_LENGTH else f"{text[:MAX_TEXT_LENGTH]}…"


def iterate_batches(items: Iterable[Item], size: int = BATCH_SIZE) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def check_each(
    items: list[Item], check: Callable[[list[Item]], list[Finding]], identify: Callable[[Item], tuple[object, object]]
) -> list[Finding]:
    """The findings of `check` on the items, in one call.

    When `check` raises because of an item, the items are halved until that item is alone; it becomes a finding under
    the type and id that `identify` returns, and all others are checked. Only a lost database connection ends the work.
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
    return check_each(items[:middle], check, identify) + check_each(items[middle:], check, identify)


def get_reason(error: Exception) -> str:
    """The first line of the message, or the class of the exception without one."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
