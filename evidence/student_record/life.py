"""What managers did to an enrollment, in words: the ledger alone keeps it."""

import json
from datetime import date
from typing import Any

from core.dates.writing import format_day
from evidence.student_record.entries import RecordEntry
from records.models import Event

# The kinds of entry, by the action of the event.
LIFE = {
    "enrollment.withdrawn": "withdrawn",
    "enrollment.withdrawal_undone": "withdrawal undone",
    "enrollment.paused": "paused",
    "enrollment.resumed": "resumed",
    "enrollment.transferred": "transferred",
    "enrollment.deadline_extended": "deadline",
    "enrollment.reopened": "reopened",
    "enrollment.moved_to_revision": "moved to revision",
}


def build_life_entry(event: Event) -> RecordEntry:
    """A change of the enrollment's state, which only the ledger keeps: the row has the current one alone."""
    facts = json.loads(event.payload)
    return RecordEntry(
        event.at,
        LIFE[event.action],
        facts.get("training_name", ""),
        describe_life(facts),
        event.actor_name,
        facts.get("reason", ""),
        revision=facts.get("to_revision"),
    )


def describe_life(facts: dict[str, Any]) -> str:
    """What the event says besides the reason: from which day, to whom, until when."""
    parts = [
        describe_day("as of", facts, "day"),
        "paused_on" in facts and f"{describe_day('paused since', facts, 'paused_on')}, {count_days(facts)}",
        facts.get("to_name") and f"to {facts['to_name']}",
        not facts.get("to_name") and describe_day("from", facts, "from"),
        not facts.get("to_name") and describe_day("to", facts, "to"),
        describe_day("to be finished before", facts, "finish_before"),
        "from_revision" in facts and describe_move(facts),
    ]
    return ", ".join(part for part in parts if part)


def describe_day(words: str, facts: dict[str, Any], name: str) -> str:
    day = facts.get(name)
    return f"{words} {format_day(date.fromisoformat(day))}" if day else ""


def count_days(facts: dict[str, Any]) -> str:
    return "1 day" if facts["paused_days"] == 1 else f"{facts['paused_days']} days"


def describe_move(facts: dict[str, Any]) -> str:
    """What a move to another revision kept and lost, item by item."""
    parts = [f"from revision {facts['from_revision']} to revision {facts['to_revision']}"]
    parts += [f"{word}: {'; '.join(facts[word])}" for word in ("kept", "lost") if facts.get(word)]
    return ", ".join(parts)
