"""Walking the chain of a school: is every event in its place, linked to the one before, and sealed as it stands?"""

from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import Company
from core.commands import ProgressReporter
from records.canonical import compute_mac, sha256
from records.fields import RowReader
from records.models import Event, Head
from records.services import build_sealed_text
from records.verification.findings import Report, build_finding

# From this event on every row of evidence must have been recorded. Of a school that is made today, unlike one from
# before, `company.created` says so itself.
BASELINE = "records.baseline"
CREATED, BASELINE_MARK = "company.created", '"baseline":true'
Checkpoint = dict[str, Any]


class ChainCheck:
    """One walk along the chain of a school, event by event, in a constant amount of memory."""

    def __init__(self, company: Company, report: Report, checkpoint: Checkpoint | None) -> None:
        self.company = company
        self.report = report
        self.checkpoint = checkpoint
        self.has_passed_checkpoint = checkpoint is None or checkpoint["seq"] == 0
        self.has_baseline = False
        self.seq, self.mac = 0, ""
        self.keys: list[str] = []

    def walk(self, watch: ProgressReporter[Any]) -> None:
        events = Event.objects.filter(company=self.company).order_by("seq")
        for event, odd in watch(RowReader(Event).read(events), self.estimate_length()):
            self.check(event, odd)
            self.check_key(event)
            self.remember_event(event)
        if not self.has_passed_checkpoint:
            place = (self.checkpoint or {})["seq"]
            self.add_finding(
                f"the chain does not reach the checkpoint at {place}: its tail was cut, or this is an older copy"
            )
        self.check_head()

    def check(self, event: Event, odd: list[str]) -> None:
        """Reports what is wrong with an event first: its columns, its place, its link, its payload, its seal."""
        if odd:
            told = ", ".join(f"{column} is {getattr(event, column)!r}" for column in odd)
            self.add_finding(f"it cannot be read: {told}", event)
        elif event.seq != self.seq + 1:
            self.add_finding(self.find_misplacement(event), event)
        elif event.previous_mac != self.mac:
            self.add_finding("the link to the event before it is broken", event)
        elif sha256(event.payload) != event.payload_digest:
            self.add_finding("the payload was altered", event)
        else:
            self.check_seal(event)

    def find_misplacement(self, event: Event) -> str:
        return f"event {self.seq + 1} is missing" if event.seq > self.seq else "its number is out of order"

    def check_seal(self, event: Event) -> None:
        if is_sealed(event):
            return
        if event.key_id in settings.RECORDS_KEYS:
            self.add_finding("the event was altered", event)
        elif any(is_sealed_with(event, key_id) for key_id in settings.RECORDS_KEYS):
            self.add_finding("the key id was altered", event)
        else:
            self.report.unverifiable += 1

    def check_key(self, event: Event) -> None:
        """Keys follow one another: one that was succeeded does not return, and none stands within another's run."""
        if event.key_id in self.keys[:-1]:
            self.add_finding("the key is out of its turn", event)
        elif event.key_id not in self.keys:
            self.keys.append(event.key_id)

    def remember_event(self, event: Event) -> None:
        self.seq = event.seq if isinstance(event.seq, int) else self.seq + 1
        self.mac = event.mac
        if self.checkpoint and event.seq == self.checkpoint["seq"]:
            self.has_passed_checkpoint = event.mac == self.checkpoint["mac"]
        self.has_baseline = self.has_baseline or is_baseline(event)
        self.report.events += 1

    def check_head(self) -> None:
        heads = Head.objects.filter(company=self.company)
        head, odd = next(RowReader(Head).read(heads), (Head(seq=0, mac=""), []))
        if odd or (head.seq, head.mac) != (self.seq, self.mac):
            self.add_finding(f"the chain ends at {self.seq}, but its head says {head.seq}")

    def estimate_length(self) -> int:
        """For showing progress alone."""
        head, odd = next(RowReader(Head).read(Head.objects.filter(company=self.company)), (Head(seq=0), []))
        return 0 if odd else head.seq

    def add_finding(self, what: str, event: Event | None = None) -> None:
        where = {"type": event.object_type, "id": event.object_id, "seq": event.seq} if event else {}
        self.report.findings.append(build_finding(what, **where))


def is_baseline(event: Event) -> bool:
    return event.action == BASELINE or (event.action == CREATED and BASELINE_MARK in event.payload)


def is_sealed(event: Event) -> bool:
    """Whether the event as it stands is the one that was sealed with the key it names, which is at hand."""
    return is_sealed_with(event, event.key_id)


def is_sealed_with(event: Event, key_id: str) -> bool:
    at: object = event.at  # a text, where RowReader could not read it
    if not isinstance(at, datetime):
        return False
    named, event.key_id = event.key_id, key_id
    text = build_sealed_text(event)
    event.key_id = named
    return compute_mac(text, key_id) == event.mac and sha256(event.payload) == event.payload_digest
