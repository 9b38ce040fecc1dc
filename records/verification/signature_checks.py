"""Holding signatures and their revocations against the chain, and live rows against what was signed."""

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
from records.verification.findings import Finding, Report, build_finding, check_each, iterate_batches


def check_signatures(company: Company, report: Report) -> None:
    """Every signature and revocation has its event, is what the event says, and is still there; every signed object
    says today what was signed, and none claims to be signed that is not."""
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
    """Rows of a table of the ledger whose digest the event that told of them carries as `row`."""

    def __init__(self, model: type[Model], action: str, digest_of: Callable[[Any], str]) -> None:
        self.model = model
        self.action = action
        self.digest_of = digest_of

    def run(self, company: Company, report: Report) -> None:
        rows = RowReader(self.model).read(self.model._default_manager.filter(company=company))
        for batch in iterate_batches(rows):
            report.findings += check_each(batch, lambda rows: self.check(company, rows), self.name)
        told = Event.objects.filter(company=company, action=self.action).order_by()
        for ids in iterate_batches(id or "" for (id,) in select_texts(told, ["object_id"]).iterator()):
            report.findings += check_each(ids, lambda ids: self.check_existing(company, ids), self.identify_recorded)

    def name(self, row: tuple[Any, list[str]]) -> tuple[object, object]:
        return self.model._meta.label_lower, row[0].pk

    def identify_recorded(self, id: str) -> tuple[object, object]:
        return self.action, id

    def check(self, company: Company, rows: list[tuple[Any, list[str]]]) -> list[Finding]:
        told = Event.objects.filter(company=company, action=self.action, object_id__in=[str(row.pk) for row, _ in rows])
        payloads = {id: payload for id, payload in select_texts(told, ["object_id", "payload"])}  # noqa: C416
        label = self.model._meta.label_lower
        return [
            build_finding(what, type=label, id=row.pk)
            for row, odd in rows
            if (what := self.find_error(row, odd, payloads.get(str(row.pk))))
        ]

    def find_error(self, row: Any, odd: list[str], payload: str | None) -> str | None:
        if odd:
            return f"it cannot be read: {', '.join(f'{column} is {getattr(row, column)!r}' for column in odd)}"
        if payload is None:
            return "no event vouches for it"
        return None if read_row_digest(payload) == self.digest_of(row) else "it was altered"

    def check_existing(self, company: Company, ids: list[str]) -> list[Finding]:
        there = self.model._default_manager.filter(company=company, pk__in=[uuid.UUID(id) for id in ids])
        existing = {format_id(id) for (id,) in select_texts(there, ["pk"])}
        return [build_finding("it was removed", type=self.action, id=id) for id in ids if format_id(id) not in existing]


def read_row_digest(payload: str) -> str | None:
    """The digest an event carries of its row; of an altered payload, nothing that could match."""
    try:
        return str(json.loads(payload)["row"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def check_contents(signatures: list[Signature]) -> list[Finding]:
    """The frozen content is the digested one, and live objects still say what was signed."""
    revocations = Revocation.objects.filter(signature__in=[row.pk for row in signatures])
    revoked = {format_id(id) for (id,) in select_texts(revocations, ["signature_id"])}
    compared = [row for row in signatures if str(row.pk) not in revoked and row.object_type in SIGNABLES]
    today = {label: read_current_objects(compared, label) for label in SIGNABLES}
    faults = {row.pk: find_error(row, today[row.object_type]) for row in compared}
    faults |= {row.pk: "the signed content was altered" for row in signatures if sha256(row.content) != row.digest}
    return [
        build_finding(what, type=row.object_type, id=row.object_id)
        for row in signatures
        if (what := faults.get(row.pk))
    ]


def read_current_objects(signatures: list[Signature], label: str) -> dict[str, CurrentState]:
    """The signed objects of one model as they stand."""
    ids = [uuid.UUID(row.object_id) for row in signatures if row.object_type == label]
    return SIGNABLES[label].today_of(ids) if ids else {}


def find_error(signature: Signature, today: dict[str, CurrentState]) -> str | None:
    differing = list_differences(signature, today.get(signature.object_id))
    return f"it no longer says what was signed: {', '.join(differing)}" if differing else None


def list_differences(signature: Signature, today: CurrentState | None) -> list[str]:
    """Where the live object differs from what was signed: keys of the content, moment and text of the signature."""
    if today is None:
        return ["the object is gone"]
    signed, present = json.loads(signature.content), json.loads(write_canonical(today.content))
    facts = {*signed, *present} - {NAMES}
    differing = sorted(key for key in facts if signed.get(key) != present.get(key))
    if today.signed_at != signature.signed_at:
        differing.append("signed_at")
    if today.signature_text not in {None, signature.text}:
        differing.append("signature_text")
    return differing


def check_signature_marks(label: str, ids: list[str]) -> list[Finding]:
    """Objects that show a signature have one that stands."""
    standing = Signature.objects.filter(object_type=label, object_id__in=ids, revocation__isnull=True)
    signed = {id for (id,) in select_texts(standing, ["object_id"])}
    return [build_finding("it shows a signature that nobody gave", type=label, id=id) for id in ids if id not in signed]
