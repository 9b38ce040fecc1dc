"""Holding signatures and their revocations against the chain, and live rows against what was signed."""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import Model

from accounts.models import Company
from records.canonical import canonical, sha256
from records.fields import RowReader, texts_of
from records.kinds import plain_id
from records.models import Event, Revocation, Signature
from records.signables import NAMES, SIGNABLES, Today
from records.signing import revocation_digest, row_digest
from records.verification.findings import Finding, Report, batches, check_each, found


def check_signatures(company: Company, report: Report) -> None:
    """Every signature and revocation has its event, is what the event says, and is still there; every signed object
    says today what was signed, and none claims to be signed that is not."""
    RowCheck(Signature, "signature.added", row_digest).run(company, report)
    RowCheck(Revocation, "signature.revoked", revocation_digest).run(company, report)
    rows = RowReader(Signature).read(Signature.objects.filter(company=company))
    for batch in batches(row for row, _ in rows):
        report.signatures += len(batch)
        report.findings += check_each(batch, check_contents, lambda row: (row.object_type, row.object_id))
    for label, signable in SIGNABLES.items():
        marked = signable.model._base_manager.filter(**{signable.company: company.pk}, signed_at__isnull=False)
        for ids in batches(plain_id(id) for (id,) in texts_of(marked, ["pk"]).iterator()):
            report.findings += check_marks(label, ids)


class RowCheck:
    """Rows of a table of the ledger whose digest the event that told of them carries as `row`."""

    def __init__(self, model: type[Model], action: str, digest_of: Callable[[Any], str]) -> None:
        self.model = model
        self.action = action
        self.digest_of = digest_of

    def run(self, company: Company, report: Report) -> None:
        rows = RowReader(self.model).read(self.model._default_manager.filter(company=company))
        for batch in batches(rows):
            report.findings += check_each(batch, lambda rows: self.check(company, rows), self.name)
        told = Event.objects.filter(company=company, action=self.action).order_by()
        for ids in batches(id or "" for (id,) in texts_of(told, ["object_id"]).iterator()):
            report.findings += check_each(ids, lambda ids: self.check_existing(company, ids), self.name_of_told)

    def name(self, row: tuple[Any, list[str]]) -> tuple[object, object]:
        return self.model._meta.label_lower, row[0].pk

    def name_of_told(self, id: str) -> tuple[object, object]:
        return self.action, id

    def check(self, company: Company, rows: list[tuple[Any, list[str]]]) -> list[Finding]:
        told = Event.objects.filter(company=company, action=self.action, object_id__in=[str(row.pk) for row, _ in rows])
        payloads = {id: payload for id, payload in texts_of(told, ["object_id", "payload"])}  # noqa: C416
        label = self.model._meta.label_lower
        return [
            found(what, type=label, id=row.pk)
            for row, odd in rows
            if (what := self.fault_of(row, odd, payloads.get(str(row.pk))))
        ]

    def fault_of(self, row: Any, odd: list[str], payload: str | None) -> str | None:
        if odd:
            return f"it cannot be read: {', '.join(f'{column} is {getattr(row, column)!r}' for column in odd)}"
        if payload is None:
            return "no event vouches for it"
        return None if row_digest_in(payload) == self.digest_of(row) else "it was altered"

    def check_existing(self, company: Company, ids: list[str]) -> list[Finding]:
        there = self.model._default_manager.filter(company=company, pk__in=[uuid.UUID(id) for id in ids])
        existing = {plain_id(id) for (id,) in texts_of(there, ["pk"])}
        return [found("it was removed", type=self.action, id=id) for id in ids if plain_id(id) not in existing]


def row_digest_in(payload: str) -> str | None:
    """The digest an event carries of its row; of an altered payload, nothing that could match."""
    try:
        return str(json.loads(payload)["row"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def check_contents(signatures: list[Signature]) -> list[Finding]:
    """The frozen content is the digested one, and live objects still say what was signed."""
    revocations = Revocation.objects.filter(signature__in=[row.pk for row in signatures])
    revoked = {plain_id(id) for (id,) in texts_of(revocations, ["signature_id"])}
    compared = [row for row in signatures if str(row.pk) not in revoked and row.object_type in SIGNABLES]
    today = {label: objects_of(compared, label) for label in SIGNABLES}
    faults = {row.pk: fault_of(row, today[row.object_type]) for row in compared}
    faults |= {row.pk: "the signed content was altered" for row in signatures if sha256(row.content) != row.digest}
    return [found(what, type=row.object_type, id=row.object_id) for row in signatures if (what := faults.get(row.pk))]


def objects_of(signatures: list[Signature], label: str) -> dict[str, Today]:
    """The signed objects of one model as they stand."""
    ids = [uuid.UUID(row.object_id) for row in signatures if row.object_type == label]
    return SIGNABLES[label].today_of(ids) if ids else {}


def fault_of(signature: Signature, today: dict[str, Today]) -> str | None:
    differing = differences(signature, today.get(signature.object_id))
    return f"it no longer says what was signed: {', '.join(differing)}" if differing else None


def differences(signature: Signature, today: Today | None) -> list[str]:
    """Where the live object differs from what was signed: keys of the content, moment and text of the signature."""
    if today is None:
        return ["the object is gone"]
    signed, present = json.loads(signature.content), json.loads(canonical(today.content))
    facts = {*signed, *present} - {NAMES}
    differing = sorted(key for key in facts if signed.get(key) != present.get(key))
    if today.signed_at != signature.signed_at:
        differing.append("signed_at")
    if today.signature_text not in {None, signature.text}:
        differing.append("signature_text")
    return differing


def check_marks(label: str, ids: list[str]) -> list[Finding]:
    """Objects that show a signature have one that stands."""
    standing = Signature.objects.filter(object_type=label, object_id__in=ids, revocation__isnull=True)
    signed = {id for (id,) in texts_of(standing, ["object_id"])}
    return [found("it shows a signature that nobody gave", type=label, id=id) for id in ids if id not in signed]
