"""Comparing signatures and revocations with the chain, and current objects with what was signed."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from accounts.models import Company
from records.canonical import sha256, write_canonical
from records.fields import RowReader, select_texts
from records.kinds import format_id
from records.models import Event, Revocation, Signature
from records.signables import NAMES, SIGNABLES, CurrentState
from records.signing import digest_revocation, digest_signature
from records.verification.chain import describe_unreadable
from records.verification.findings import Finding, Report, build_finding, check_each, iterate_batches


def check_signatures(company: Company, report: Report) -> None:
    """Every signature and revocation has an event, equals what it records, and exists; every signed object has the
    content that was signed, and no object shows a signature that does not exist."""
    RowCheck(Signature, "signature.added", digest_signature).run(company, report)
    RowCheck(Revocation, "signature.revoked", digest_revocation).run(company, report)
    rows = RowReader(Signature).read(Signature.objects.filter(company=company))
    for batch in iterate_batches(row for row, _ in rows):
        report.signatures += len(batch)
        report.findings += check_each(batch, check_contents, lambda row: (row.object_type, row.object_id))
    for label, signable in SIGNABLES.items():
        marked = signable.model._base_manager.filter(**{signable.company: company.pk}, signed_at__isnull=False)
        for ids in iterate_batches(format_id(id) for (id,) in select_texts(marked, ["pk"]).iterator()):
            report.findings += check_signature_marks(label, ids)


class RowCheck:
    """Compares the rows of a table of the ledger with the events `action`, whose payloads hold their digests."""

    def __init__(self, model: type[Model], action: str, compute_digest: Callable[[Any], str]) -> None:
        self.model = model
        self.action = action
        self.compute_digest = compute_digest

    def run(self, company: Company, report: Report) -> None:
        rows = RowReader(self.model).read(self.model._default_manager.filter(company=company))
        for batch in iterate_batches(rows):
            report.findings += check_each(batch, lambda rows: self.check(company, rows), self.identify)
        events = Event.objects.filter(company=company, action=self.action).order_by()
        for ids in iterate_batches(id or "" for (id,) in select_texts(events, ["object_id"]).iterator()):
            report.findings += check_each(ids, lambda ids: self.check_existing(company, ids), self.identify_recorded)

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
            if (what := self.describe_error(row, unreadable, payloads.get(str(row.pk))))
        ]

    def describe_error(self, row: Any, unreadable: list[str], payload: str | None) -> str | None:
        if unreadable:
            return describe_unreadable(row, unreadable)
        if payload is None:
            return "no event records it"
        return None if read_row_digest(payload) == self.compute_digest(row) else "it was altered"

    def check_existing(self, company: Company, ids: list[str]) -> list[Finding]:
        rows = self.model._default_manager.filter(company=company, pk__in=[uuid.UUID(id) for id in ids])
        existing = {format_id(id) for (id,) in select_texts(rows, ["pk"])}
        return [build_finding("it was removed", type=self.action, id=id) for id in ids if format_id(id) not in existing]


def read_row_digest(payload: str) -> str | None:
    """The digest of its row that an event holds; None for an altered payload, which matches no row."""
    try:
        return str(json.loads(payload)["row"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def check_contents(signatures: list[Signature]) -> list[Finding]:
    """The stored content matches its digest, and current objects have the content that was signed.

    Revoked signatures are not compared with objects, which may change once the signature is taken back.
    """
    revocations = Revocation.objects.filter(signature__in=[row.pk for row in signatures])
    revoked = {format_id(id) for (id,) in select_texts(revocations, ["signature_id"])}
    compared = [row for row in signatures if str(row.pk) not in revoked and row.object_type in SIGNABLES]
    current = {label: read_current_objects(compared, label) for label in SIGNABLES}
    errors = {row.pk: describe_error(row, current[row.object_type]) for row in compared}
    errors |= {row.pk: "the signed content was altered" for row in signatures if sha256(row.content) != row.digest}
    return [
        build_finding(what, type=row.object_type, id=row.object_id)
        for row in signatures
        if (what := errors.get(row.pk))
    ]


def read_current_objects(signatures: list[Signature], label: str) -> dict[str, CurrentState]:
    """The current states of the signed objects of one model, by object id."""
    ids = [uuid.UUID(row.object_id) for row in signatures if row.object_type == label]
    return SIGNABLES[label].read_current(ids) if ids else {}


def describe_error(signature: Signature, current: dict[str, CurrentState]) -> str | None:
    differing = list_differences(signature, current.get(signature.object_id))
    return f"it no longer says what was signed: {', '.join(differing)}" if differing else None


def list_differences(signature: Signature, current: CurrentState | None) -> list[str]:
    """What differs between the current object and what was signed: keys of the content, moment and signature text."""
    if current is None:
        return ["the object is gone"]
    # Both in the canonical form, in which tuples are lists and keys are text.
    signed, now = json.loads(signature.content), json.loads(write_canonical(current.content))
    facts = {*signed, *now} - {NAMES}
    differing = sorted(key for key in facts if signed.get(key) != now.get(key))
    if current.signed_at != signature.signed_at:
        differing.append("signed_at")
    if current.signature_text not in {None, signature.text}:
        differing.append("signature_text")
    return differing


def check_signature_marks(label: str, ids: list[str]) -> list[Finding]:
    """Objects that show a signature have a valid one."""
    valid = Signature.objects.filter(object_type=label, object_id__in=ids, revocation__isnull=True)
    signed = {id for (id,) in select_texts(valid, ["object_id"])}
    return [
        build_finding("it shows a signature that does not exist", type=label, id=id) for id in ids if id not in signed
    ]
