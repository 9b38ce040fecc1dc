"""Verifies the chain of a school: the order, links, payloads and seals of its events."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings

from accounts.models import Company
from core.commands import ProgressReporter
from records.canonical import compute_mac, sha256
from records.models import Event, Head
from records.redactions import digest_row
from records.services import build_sealed_text
from records.stored_text import RowReader
from records.verification.findings import Report, build_finding

if TYPE_CHECKING:
    from records.verification.redactions import ListedRedaction, RedactionIndex

# The baseline is the event from which on every object must have a recorded state: `records.baseline`, or
# `company.created` with the mark in its payload. These strings are stored in ledgers.
BASELINE = "records.baseline"
CREATED, BASELINE_MARK = "company.created", '"baseline":true'
Checkpoint = dict[str, Any]


class ChainCheck:
    """Reads the chain of a school once, event by event, in constant memory."""

    def __init__(
        self, company: Company, report: Report, checkpoint: Checkpoint | None, redactions: "RedactionIndex"
    ) -> None:
        self.company = company
        self.report = report
        self.redactions = redactions
        self.checkpoint = checkpoint
        self.has_passed_checkpoint = checkpoint is None or checkpoint["seq"] == 0
        self.has_baseline = False
        self.seq, self.mac = 0, ""
        self.at: datetime | None = None
        self.keys: list[str] = []

    def run(self, progress: ProgressReporter[Any]) -> None:
        events = Event.objects.filter(company=self.company).order_by("seq")
        for event, unreadable in progress(RowReader(Event).read(events), self.estimate_length()):
            self.check_event(event, unreadable)
            self.check_key(event)
            self.advance(event)
        self.check_checkpoint()
        self.check_head()

    def check_event(self, event: Event, unreadable: list[str]) -> None:
        """Adds at most one finding, the first: the later ones would only be its consequences."""
        if unreadable:
            self.add_finding(describe_unreadable(event, unreadable), event)
        elif event.seq != self.seq + 1:
            self.add_finding(self.describe_gap(event), event)
        elif event.previous_mac != self.mac:
            self.add_finding("the link to the event before it is broken", event)
        elif listed := self.redactions.find("events", event.seq):
            self.check_redaction(event, listed)
        elif sha256(event.payload) != event.payload_digest:
            self.add_finding("the payload was altered", event)
        else:
            self.check_seal(event)

    def describe_gap(self, event: Event) -> str:
        return f"event {self.seq + 1} is missing" if event.seq > self.seq else "its number is out of order"

    def check_redaction(self, event: Event, listed: "ListedRedaction") -> None:
        """A redacted event no longer matches its own seal: it has to match what a later event says is left of it."""
        if (event.mac, digest_row(event)) != (listed.original, listed.digest):
            self.add_finding(f"it differs from what event {listed.seq} left of it", event)
        elif listed.is_verifiable:
            self.report.redacted += 1
        else:
            self.report.unverifiable += 1

    def check_seal(self, event: Event) -> None:
        """Counts an event whose key is lost as unverifiable; if another key matches, its key id was altered."""
        if is_sealed(event):
            return
        if event.key_id in settings.RECORDS_KEYS:
            self.add_finding("the event was altered", event)
        elif any(is_sealed_with(event, key_id) for key_id in settings.RECORDS_KEYS):
            self.add_finding("the key id was altered", event)
        else:
            self.report.unverifiable += 1

    def check_key(self, event: Event) -> None:
        """A key that was replaced is never used again: a later event sealed with it was inserted or re-sealed."""
        if event.key_id in self.keys[:-1]:
            self.add_finding("the key is used out of order", event)
        elif event.key_id not in self.keys:
            self.keys.append(event.key_id)

    def advance(self, event: Event) -> None:
        """Remembers the event, for the comparison with the next one."""
        seq: object = event.seq  # text if RowReader could not parse it
        self.seq = seq if isinstance(seq, int) else self.seq + 1
        self.mac, self.at = event.mac, event.at
        if self.checkpoint and event.seq == self.checkpoint["seq"]:
            self.has_passed_checkpoint = event.mac == self.checkpoint["mac"]
        self.has_baseline = self.has_baseline or is_baseline(event)
        self.report.events += 1

    def check_checkpoint(self) -> None:
        if self.checkpoint and not self.has_passed_checkpoint:
            seq = self.checkpoint["seq"]
            self.add_finding(
                f"the chain does not reach the checkpoint at {seq}: it was truncated, or this is an older copy"
            )

    def check_head(self) -> None:
        """Adds a finding if the last event is not the one that the head names: newer events were deleted. The moment of
        the head is a bound for that of the next event."""
        head, unreadable = self.read_head()
        if unreadable or (head.seq, head.mac) != (self.seq, self.mac):
            self.add_finding(f"the chain ends at {self.seq}, but its head says {head.seq}")
        elif head.at != self.at:
            self.add_finding(f"the chain ends at {self.seq}, but its head names another moment")

    def estimate_length(self) -> int:
        """The number of events according to the head, for the progress bar only."""
        head, unreadable = self.read_head()
        return 0 if unreadable else head.seq

    def read_head(self) -> tuple[Head, list[str]]:
        """The head and the names of its unreadable columns; if there is no head, that of an empty chain."""
        heads = RowReader(Head).read(Head.objects.filter(company=self.company))
        return next(heads, (Head(seq=0, mac=""), []))

    def add_finding(self, what: str, event: Event | None = None) -> None:
        where = {"type": event.object_type, "id": event.object_id, "seq": event.seq} if event else {}
        self.report.findings.append(build_finding(what, **where))


def describe_unreadable(row: Any, columns: list[str]) -> str:
    values = ", ".join(f"{column} is {getattr(row, column)!r}" for column in columns)
    return f"it cannot be read: {values}"


def is_baseline(event: Event) -> bool:
    return event.action == BASELINE or (event.action == CREATED and BASELINE_MARK in event.payload)


def is_sealed(event: Event) -> bool:
    """Whether the event is unchanged since it was sealed with the key it names; False if that key is lost."""
    return is_sealed_with(event, event.key_id)


def is_sealed_with(event: Event, key_id: str) -> bool:
    at: object = event.at  # text if RowReader could not parse it
    if not isinstance(at, datetime):
        return False
    own_key_id, event.key_id = event.key_id, key_id  # the sealed text contains the id of the key
    text = build_sealed_text(event)
    event.key_id = own_key_id
    return compute_mac(text, key_id) == event.mac and sha256(event.payload) == event.payload_digest
