"""Redacting rows of the ledger, when the record that they are about is deleted (docs/decisions/0035).

Events and signatures stay where they are: number, moment, action, object, digests and seals are never touched. What
tells of a person is taken out, and an event that is sealed like any other lists each redacted row with its original
seal and the digest of what is left. `verify_records` accepts exactly that (records/verification/redactions.py).
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from records.canonical import format_canonical_json, sha256
from records.models import Event, Revocation, Signature
from records.services import build_sealed_text
from records.signing import digest_revocation, digest_signature

# The actions whose events list redacted rows, under the key `redacted` of their payload. Stored in ledgers.
REDACTING_ACTIONS = ("record.deleted", "account.anonymised")
# The payload of an event that said nothing else, and the name of an actor who is not known any more.
REDACTED_PAYLOAD = format_canonical_json({"redacted": True})
NOBODY = "Deleted person"
# The columns that may be redacted, by model: those that the trigger of the database lets pass, no others.
COLUMNS: dict[type[Any], frozenset[str]] = {
    Event: frozenset({"payload", "state", "actor_id", "actor_name"}),
    Signature: frozenset({"content", "signer_name"}),
    Revocation: frozenset({"reason"}),
}
KINDS: dict[type[Any], str] = {Event: "events", Signature: "signatures", Revocation: "revocations"}
# Of each kind, the redacted rows: what identifies the row, its original seal or digest, the digest of what is left.
RedactionLists = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Redaction:
    """A row of the ledger, and the new values of its columns."""

    row: Event | Signature | Revocation
    values: Mapping[str, Any]

    @property
    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.values.items() if getattr(self.row, name) != value}


def redact_rows(redactions: Iterable[Redaction]) -> RedactionLists:
    """Stores the redactions and returns the lists for the payload of the event that proves them.

    Call it in a transaction that holds the ledger's head (`lock_head`), and record that event in it. Rows that would
    not change are left out. Raises ValueError for a column that must stay, and for an event that lists redactions.
    """
    lists: RedactionLists = {kind: [] for kind in KINDS.values()}
    with allow_redaction():
        for redaction in redactions:
            if changes := redaction.changes:
                lists[KINDS[type(redaction.row)]].append(store_redaction(redaction.row, changes))
    return lists


def store_redaction(row: Any, changes: dict[str, Any]) -> list[Any]:
    """Stores one redaction; returns its entry in the list."""
    if not changes.keys() <= COLUMNS[type(row)]:
        raise ValueError(f"Not redactable: {sorted(changes.keys() - COLUMNS[type(row)])}")
    if isinstance(row, Event) and row.action in REDACTING_ACTIONS:
        raise ValueError("An event that lists redactions is never redacted.")
    original = get_original(row)
    for name, value in changes.items():
        setattr(row, name, value)
    type(row)._base_manager.filter(pk=row.pk).update(**changes)
    return [get_key(row), original, digest_row(row)]


def get_key(row: Event | Signature | Revocation) -> int | str:
    """What names a row in the lists: the number of an event, the id of any other."""
    return row.seq if isinstance(row, Event) else str(row.pk)


def get_original(row: Event | Signature | Revocation) -> str:
    """What the row was sealed or signed with, which stays in it or in the event about it."""
    if isinstance(row, Event):
        return row.mac
    return row.digest if isinstance(row, Signature) else digest_revocation(row)


def digest_row(row: Event | Signature | Revocation) -> str:
    """The digest of a row as it is now. Never change what it covers: events on record hold it."""
    if isinstance(row, Event):
        return sha256(format_canonical_json([build_sealed_text(row), row.payload, row.mac]))
    if isinstance(row, Signature):
        return sha256(format_canonical_json([digest_signature(row), row.content]))
    return digest_revocation(row)


def is_redacted(event: Event) -> bool:
    """Whether nothing is left of what the event said."""
    return event.payload == REDACTED_PAYLOAD


@contextmanager
def allow_redaction() -> Iterator[None]:
    """Within the block, and this transaction, the triggers of PostgreSQL let redactions pass. After an exception the
    transaction is rolled back, and the setting with it."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL downwind.redacting = 'on'")
        yield
        cursor.execute("SET LOCAL downwind.redacting = 'off'")
