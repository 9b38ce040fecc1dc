"""Compares signatures and revocations with the chain, and current objects with what was signed."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from accounts.models import Company
from core.batches import iterate_batches
from records.canonical import format_canonical_json, sha256
from records.kinds import format_id
from records.models import Event, Revocation, Signature
from records.redactions import KINDS, digest_row
from records.signables import NAMES, SIGNABLES, CurrentState
from records.signing import digest_revocation, digest_signature
from records.stored_text import RowReader, select_texts
from records.verification.chain import describe_unreadable
from records.verification.findings import BATCH_SIZE, Finding, Report, build_finding, check_batch
from records.verification.redactions import RedactionIndex


def check_signatures(company: Company, report: Report, redactions: RedactionIndex) -> None:
    """Adds findings for signatures and revocations that have no event, differ from their event or were removed, for
    objects that differ from what was signed, and for objects that show a signature that does not exist."""
    LedgerTableCheck(Signature, "signature.added", digest_signature, redactions).run(company, report)
    LedgerTableCheck(Revocation, "signature.revoked", digest_revocation, redactions).run(company, report)
    check = ContentCheck(redactions)
    rows = RowReader(Signature).read(Signature.objects.filter(company=company))
    for batch in iterate_batches((row for row, _ in rows), BATCH_SIZE):
        report.signatures += len(batch)
        report.findings += check_batch(batch, check.check, lambda row: (row.object_type, row.object_id))
    for label, signable in SIGNABLES.items():
        shown_as_signed = signable.model._base_manager.filter(**{signable.company: company.pk}, signed_at__isnull=False)
        shown_ids = (format_id(id) for (id,) in select_texts(shown_as_signed, ["pk"]).iterator())
        for ids in iterate_batches(shown_ids, BATCH_SIZE):
            report.findings += check_shown_signatures(label, ids)


class LedgerTableCheck:
    """Compares the rows of a table (signatures or revocations) with their events, whose payloads hold their digests.

    `action` is the action of these events.
    """

    def __init__(
        self, model: type[Model], action: str, compute_digest: Callable[[Any], str], redactions: RedactionIndex
    ) -> None:
        self.model = model
        self.action = action
        self.compute_digest = compute_digest
        self.redactions = redactions

    def run(self, company: Company, report: Report) -> None:
        rows = RowReader(self.model).read(self.model._default_manager.filter(company=company))
        for batch in iterate_batches(rows, BATCH_SIZE):
            report.findings += check_batch(batch, lambda rows: self.check(company, rows), self.identify)
        events = Event.objects.filter(company=company, action=self.action).order_by()
        event_ids = (id or "" for (id,) in select_texts(events, ["object_id"]).iterator())
        for ids in iterate_batches(event_ids, BATCH_SIZE):
            report.findings += check_batch(
                ids, lambda ids: self.find_removed_rows(company, ids), self.identify_recorded
            )

    def identify(self, row: tuple[Any, list[str]]) -> tuple[object, object]:
        return self.model._meta.label_lower, row[0].pk

    def identify_recorded(self, id: str) -> tuple[object, object]:
        return self.action, id

    def check(self, company: Company, rows: list[tuple[Any, list[str]]]) -> list[Finding]:
        ids = [str(row.pk) for row, _ in rows]
        events = Event.objects.filter(company=company, action=self.action, object_id__in=ids)
        payloads = {id: payload for id, payload in select_texts(events, ["object_id", "payload"])}  # noqa: C416
        label = self.model._meta.label_lower
        return [
            build_finding(what, type=label, id=row.pk)
            for row, unreadable in rows
            if (what := self.describe_row_error(row, unreadable, payloads.get(str(row.pk))))
        ]

    def describe_row_error(self, row: Any, unreadable: list[str], payload: str | None) -> str | None:
        if unreadable:
            return describe_unreadable(row, unreadable)
        if payload is None:
            return "no event records it"
        recorded, listed = read_row_digest(payload), self.redactions.find(KINDS[self.model], row.pk)
        if listed is None:
            return None if recorded == self.compute_digest(row) else "it was altered"
        # A revocation is listed with the digest in its event, a signature with the one in its row.
        original = recorded if self.model is Revocation else row.digest
        is_intact = (listed.original, listed.digest) == (original, digest_row(row))
        return None if is_intact else f"it differs from what event {listed.seq} left of it"

    def find_removed_rows(self, company: Company, ids: list[str]) -> list[Finding]:
        rows = self.model._default_manager.filter(company=company, pk__in=[uuid.UUID(id) for id in ids])
        existing = {format_id(id) for (id,) in select_texts(rows, ["pk"])}
        return [build_finding("it was removed", type=self.action, id=id) for id in ids if format_id(id) not in existing]


def read_row_digest(payload: str) -> str | None:
    """The digest of the row in the payload of its event; None if an altered payload has none, which matches no row."""
    try:
        return str(json.loads(payload)["row"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


class ContentCheck:
    """Compares the content of signatures with its digest, or with what a deleted record left of it, and with the
    current objects."""

    def __init__(self, redactions: RedactionIndex) -> None:
        self.redactions = redactions

    def check(self, signatures: list[Signature]) -> list[Finding]:
        """Revoked signatures are not compared with the object, which may change after the revocation."""
        revocations = Revocation.objects.filter(signature__in=[row.pk for row in signatures])
        revoked = {format_id(id) for (id,) in select_texts(revocations, ["signature_id"])}
        compared = [row for row in signatures if str(row.pk) not in revoked and row.object_type in SIGNABLES]
        current = {label: read_current_objects(compared, label) for label in SIGNABLES}
        errors = {row.pk: self.describe_difference(row, current[row.object_type]) for row in compared}
        errors |= {row.pk: "the signed content was altered" for row in signatures if not self.is_intact(row)}
        return [
            build_finding(what, type=row.object_type, id=row.object_id)
            for row in signatures
            if (what := errors.get(row.pk))
        ]

    def is_intact(self, signature: Signature) -> bool:
        """Of a redacted one, `LedgerTableCheck` has compared the whole row."""
        if self.redactions.find(KINDS[Signature], signature.pk):
            return True
        return sha256(signature.content) == signature.digest

    def describe_difference(self, signature: Signature, current: dict[str, CurrentState]) -> str | None:
        """An object that was deleted with a record is not there, and is no longer compared."""
        state = current.get(signature.object_id)
        if state is None and self.redactions.find_deletion(signature.object_type, signature.object_id):
            return None
        differing = list_differences(signature, state)
        return f"it differs from what was signed: {', '.join(differing)}" if differing else None


def read_current_objects(signatures: list[Signature], label: str) -> dict[str, CurrentState]:
    """The current states of the signed objects of one model, by object id."""
    ids = [uuid.UUID(row.object_id) for row in signatures if row.object_type == label]
    return SIGNABLES[label].read_current(ids) if ids else {}


def list_differences(signature: Signature, current: CurrentState | None) -> list[str]:
    """The names of what differs between the current object and what was signed: keys of the content, `signed_at`,
    `signature_text`."""
    if current is None:
        return ["the object was removed"]
    # Both are parsed from canonical JSON, in which tuples have become lists and keys text.
    signed, now = json.loads(signature.content), json.loads(format_canonical_json(current.content))
    facts = {*signed, *now} - {NAMES}
    differing = sorted(key for key in facts if signed.get(key) != now.get(key))
    if current.signed_at != signature.signed_at:
        differing.append("signed_at")
    if current.signature_text not in {None, signature.text}:
        differing.append("signature_text")
    return differing


def check_shown_signatures(label: str, ids: list[str]) -> list[Finding]:
    """Findings for objects that show a signature but have no valid one."""
    valid = Signature.objects.filter(object_type=label, object_id__in=ids, revocation__isnull=True)
    signed = {id for (id,) in select_texts(valid, ["object_id"])}
    return [
        build_finding("it shows a signature that does not exist", type=label, id=id) for id in ids if id not in signed
    ]
