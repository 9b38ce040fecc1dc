"""What a check of the ledger finds, and how it goes on past a row that cannot be checked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, transaction

Item = TypeVar("Item")
BATCH = 500
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: at which place of the chain (if at one), which object, what differs."""

    seq: int | None
    object: str
    what: str


@dataclass
class Report:
    """The state of one school's ledger. `unverifiable` counts events of a lost key, `unrecorded` the rows that nothing
    was recorded of, in a school whose rows are older than that (`record_baseline`)."""

    company_id: str
    company: str
    events: int = 0
    signatures: int = 0
    unverifiable: int = 0
    unrecorded: int = 0
    findings: list[Finding] = field(default_factory=list)


def build_finding(what: str, *, type: object = "", id: object = "", seq: object = None) -> Finding:
    """A finding fit to be printed, whatever stands in the database."""
    place = seq if isinstance(seq, int) else None
    return Finding(
        place, f"{make_printable(type)}:{make_printable(id)}" if type else make_printable(id), make_printable(what)
    )


def make_printable(value: object) -> str:
    """Without control characters and endless texts."""
    text = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in str(value)[: LONGEST_TEXT + 1])
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"


def iterate_batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def check_each(
    items: list[Item], check: Callable[[list[Item]], list[Finding]], name: Callable[[Item], tuple[object, object]]
) -> list[Finding]:
    """What `check` finds among the items, all in one go.

    When one of them is such that `check` cannot go on, the others are checked without it: it is halved down to and
    becomes a finding of its own, under its `name`, type and id. Only a database that went away ends the work.
    """
    if not items:
        return []
    try:
        with transaction.atomic():
            return check(items)
    except (OperationalError, InterfaceError):
        raise
    except Exception as why:  # whatever a value causes that somebody put there
        if len(items) == 1:
            type, id = name(items[0])
            return [build_finding(f"it cannot be read: {get_reason(why)}", type=type, id=id)]
    middle = len(items) // 2
    return check_each(items[:middle], check, name) + check_each(items[middle:], check, name)


def get_reason(error: Exception) -> Any:
    """The first line of what was wrong; the kind of error where it says nothing."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
