"""Recomputing the ledger: has anything been altered, removed, inserted or put elsewhere since it was written?

`verify` reads one school's chain once, in order, and holds signatures against the chain and live rows against
signatures. What it finds is a list of findings; what it could not check for want of a key is counted apart, because a
lost key makes a record unverifiable and not false.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from accounts.models import Company
from config.commands import Watch, unwatched
from records.canonical import canonical, mac_of, sha256
from records.live import CONTENT_OF, NAMES
from records.models import Event, Head, Revocation, Signature
from records.services import sealed_text
from records.signing import revocation_digest, row_digest


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was written: at which place of the chain (if at one), which object, what differs."""

    seq: int | None
    object: str
    what: str


@dataclass
class Report:
    """The state of one school's ledger."""

    company_id: str
    company: str
    events: int = 0
    signatures: int = 0
    unverifiable: int = 0
    findings: list[Finding] = field(default_factory=list)

    def found(self, what: str, event: Event | None = None, obj: str = "") -> None:
        where = f"{event.object_type}:{event.object_id}" if event else obj
        self.findings.append(Finding(event.seq if event else None, where, what))


def verify(company: Company, checkpoint: dict[str, Any] | None = None, *, watch: Watch[Event] = unwatched) -> Report:
    """Everything that can be checked of a school; `checkpoint` is its entry `{seq, mac}` in a checkpoint file."""
    report = Report(str(company.pk), company.name)
    with one_snapshot():
        vouched = check_chain(company, report, checkpoint, watch)
        signatures = Signature.objects.filter(company=company).iterator()
        check_rows(signatures, "signature.added", row_digest, vouched, report)
        revocations = Revocation.objects.filter(company=company).iterator()
        check_rows(revocations, "signature.revoked", revocation_digest, vouched, report)
        check_contents(company, report)
    return report


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything inside sees the database as of one moment, so that a school at work is not taken for a forger."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def check_chain(
    company: Company, report: Report, checkpoint: dict[str, Any] | None, watch: Watch[Event]
) -> dict[tuple[str, str], str]:
    """Walks the chain. Returns the row digests that events vouch for, by (action, object id)."""
    vouched: dict[tuple[str, str], str] = {}
    seq, mac = 0, ""
    keys: list[str] = []
    passed_checkpoint = checkpoint is None or checkpoint["seq"] == 0
    events = Event.objects.filter(company=company).order_by("seq")
    for event in watch(events.iterator(chunk_size=2000), head_seq(company)):
        check_event(event, seq, mac, report)
        check_key(event, keys, report)
        seq, mac = event.seq, event.mac
        if checkpoint and event.seq == checkpoint["seq"]:
            passed_checkpoint = event.mac == checkpoint["mac"]
        if event.action in {"signature.added", "signature.revoked"}:
            vouched[event.action, event.object_id] = row_digest_in(event)
        report.events += 1
    if not passed_checkpoint:
        report.found(f"the chain does not reach the checkpoint at {(checkpoint or {})['seq']}: its tail was cut")
    check_head(company, seq, mac, report)
    return vouched


def check_event(event: Event, previous_seq: int, previous_mac: str, report: Report) -> None:
    """One event: its place, its link to the one before, its payload, its seal. Reports what is wrong first."""
    expected = mac_of(sealed_text(event), event.key_id)
    if event.seq != previous_seq + 1:
        report.found(f"event {previous_seq + 1} is missing", event)
    elif event.previous_mac != previous_mac:
        report.found("the link to the event before it is broken", event)
    elif sha256(event.payload) != event.payload_digest:
        report.found("the payload was altered", event)
    elif expected is None:
        check_unknown_key(event, report)
    elif expected != event.mac:
        report.found("the event was altered", event)


def check_unknown_key(event: Event, report: Report) -> None:
    """An event of a key that is not at hand: sealed with one that is, its key id was altered; else it stays unknown."""
    named = event.key_id
    for known in settings.RECORDS_KEYS:
        event.key_id = known
        if mac_of(sealed_text(event), known) == event.mac:
            report.found("the key id was altered", event)
            break
    else:
        report.unverifiable += 1
    event.key_id = named


def check_key(event: Event, keys: list[str], report: Report) -> None:
    """Keys follow one another: one that was succeeded does not return, and none stands within another's run."""
    if event.key_id in keys[:-1]:
        report.found("the key is out of its turn", event)
    elif event.key_id not in keys:
        keys.append(event.key_id)


def row_digest_in(event: Event) -> str:
    """The digest an event carries of its row; of an altered payload, nothing that could match."""
    try:
        return str(json.loads(event.payload)["row"])
    except (ValueError, KeyError, TypeError):
        return ""


def head_seq(company: Company) -> int:
    """How long the chain should be; for showing progress alone."""
    return Head.objects.filter(company=company).values_list("seq", flat=True).first() or 0


def check_head(company: Company, seq: int, mac: str, report: Report) -> None:
    head = Head.objects.filter(company=company).first()
    stands = (head.seq, head.mac) if head else (0, "")
    if stands != (seq, mac):
        report.found(f"the chain ends at {seq}, but its head says {stands[0]}")


def check_rows(
    rows: Iterator[Any], action: str, digest_of: Any, vouched: dict[tuple[str, str], str], report: Report
) -> None:
    """Each row has its event and is what the event says; each event has its row."""
    expected = {object_id: digest for (act, object_id), digest in vouched.items() if act == action}
    for row in rows:
        digest = expected.pop(str(row.pk), None)
        name = f"{row._meta.label_lower}:{row.pk}"
        if digest is None:
            report.found("no event vouches for it", obj=name)
        elif digest != digest_of(row):
            report.found("it was altered", obj=name)
    for object_id in expected:
        report.found("it was removed", obj=f"{action}:{object_id}")


def check_contents(company: Company, report: Report) -> None:
    """The frozen content is the digested one, and live rows still say what was signed."""
    rows = Signature.objects.filter(company=company).select_related("revocation")
    for signature in rows.iterator(chunk_size=500):
        report.signatures += 1
        name = f"{signature.object_type}:{signature.object_id}"
        if sha256(signature.content) != signature.digest:
            report.found("the signed content was altered", obj=name)
        elif not hasattr(signature, "revocation") and signature.object_type in CONTENT_OF:
            differing = differences(signature)
            if differing:
                report.found(f"it no longer says what was signed: {', '.join(differing)}", obj=name)


def differences(signature: Signature) -> list[str]:
    """The top-level keys in which the live object differs from the signed content."""
    signed = json.loads(signature.content)
    present = CONTENT_OF[signature.object_type](signature.object_id)
    if present is None:
        return ["the object is gone"]
    present = json.loads(canonical(present))
    facts = {*signed, *present} - {NAMES}
    return sorted(key for key in facts if signed.get(key) != present.get(key))
