"""What was redacted or deleted with a record, as events of the chain list it (docs/decisions/0035).

A row that does not match its seal is accepted only if a sealed event lists exactly its original seal and the digest of
what is left. Of several events that list a row, as of a class with several students, the last one counts.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from django.conf import settings

from accounts.models import Company
from records.models import Event
from records.redactions import REDACTING_ACTIONS, RedactionLists
from records.stored_text import RowReader
from records.verification.chain import is_sealed

SCHEMA = """
CREATE TABLE redaction (
    kind TEXT, key TEXT, original TEXT, digest TEXT, seq INTEGER, is_verifiable INTEGER, PRIMARY KEY (kind, key)
) WITHOUT ROWID;
CREATE TABLE deletion (label TEXT, id TEXT, seq INTEGER, PRIMARY KEY (label, id)) WITHOUT ROWID;
"""


class ListedRedaction(NamedTuple):
    """An entry of the lists, and the event that holds it; not verifiable if that was sealed with a key that is lost."""

    original: str
    digest: str
    seq: int
    is_verifiable: bool


class RedactionIndex:
    """The lists of a school, in a temporary file: memory must not grow with what was ever deleted."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.rows = connection
        self.rows.executescript(SCHEMA)
        self.is_empty = True

    def add(self, event: Event) -> None:
        """Adds what a sealed event lists."""
        payload = json.loads(event.payload)
        redacted: RedactionLists = payload.get("redacted", {})
        is_verifiable = event.key_id in settings.RECORDS_KEYS
        entries = (
            (kind, str(key), original, digest, event.seq, is_verifiable)
            for kind, rows in redacted.items()
            for key, original, digest in rows
        )
        self.rows.executemany("INSERT OR REPLACE INTO redaction VALUES (?, ?, ?, ?, ?, ?)", entries)
        deleted = ((label, id, event.seq) for label, ids in payload.get("objects", {}).items() for id in ids)
        self.rows.executemany("INSERT OR REPLACE INTO deletion VALUES (?, ?, ?)", deleted)
        self.is_empty = False

    def find(self, kind: str, key: object) -> ListedRedaction | None:
        if self.is_empty:
            return None
        query = "SELECT original, digest, seq, is_verifiable FROM redaction WHERE kind = ? AND key = ?"
        row = self.rows.execute(query, [kind, str(key)]).fetchone()
        return ListedRedaction(row[0], row[1], row[2], bool(row[3])) if row else None

    def find_deletion(self, label: str, id: str) -> int | None:
        """The number of the event with which an object was deleted, if it was."""
        if self.is_empty:
            return None
        row = self.rows.execute("SELECT seq FROM deletion WHERE label = ? AND id = ?", [label, id]).fetchone()
        return int(row[0]) if row else None


@contextmanager
def index_redactions(company: Company) -> Iterator[RedactionIndex]:
    """Reads the lists of a school before its chain, in which they come after what they list. An event that was altered
    lists nothing; one whose key is lost is taken at its word, and so are the rows that it lists: unverifiable."""
    connection = sqlite3.connect("")  # a temporary file, which SQLite deletes when it is closed
    try:
        index = RedactionIndex(connection)
        for event in iterate_redacting_events(company):
            with suppress(ValueError, TypeError, AttributeError, RecursionError, sqlite3.Error):  # a forged payload
                index.add(event)
        yield index
    finally:
        connection.close()


def iterate_redacting_events(company: Company) -> Iterator[Event]:
    rows: Any = Event.objects.filter(company=company, action__in=REDACTING_ACTIONS).order_by("seq")
    for event, unreadable in RowReader(Event).read(rows, chunk_size=1):
        if not unreadable and (event.key_id not in settings.RECORDS_KEYS or is_sealed(event)):
            yield event
