"""The hours that the training requires, against those on record, in the summary of a student record.

EASA ORA.ATO.125(a) with Part-FCL, and 14 CFR 141.55 and 141.95, ask for hours of each kind: whoever inspects a record
compares them with what was given.
"""

from dataclasses import dataclass
from typing import Any

from hours.reading.balances import HoursBalance
from hours.wording import format_minutes, name_hours


@dataclass(frozen=True)
class HoursRow:
    """One kind of required hours in words; `credited` and `missing` are empty where there is nothing."""

    name: str
    required: str
    done: str
    credited: str
    missing: str


def build_hours_row(balance: HoursBalance) -> HoursRow:
    note = f" ({balance.note})" if balance.note else ""
    return HoursRow(
        name=f"{name_hours(balance)}{note}",
        required=format_minutes(balance.required),
        done=format_minutes(balance.done),
        credited=format_minutes(balance.credited) if balance.credited else "",
        missing=format_minutes(balance.missing) if balance.missing else "",
    )


def serialise_hours(balance: HoursBalance) -> dict[str, Any]:
    """One kind of required hours in record.json, in minutes."""
    return {
        "kind": balance.kind.value,
        "subject": str(balance.subject) if balance.subject else None,
        "note": balance.note or None,
        "required": balance.required,
        "done": balance.done,
        "credited": balance.credited,
        "missing": balance.missing,
    }
