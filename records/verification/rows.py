"""Holding the live rows of evidence against what the ledger last recorded of them."""

import json
import uuid
from typing import Any

from django.db.models import Max

from accounts.models import Company
from records.fields import select_texts
from records.kinds import KINDS, EvidenceKind, State, format_id
from records.models import Event
from records.verification.findings import Finding, Report, build_finding, check_each, iterate_batches


def check_rows(company: Company, report: Report, *, has_baseline: bool) -> None:
    """Every object is what was recorded of it last, none was removed, and (in a school that `has_baseline`) none is
    there that nothing was recorded of."""
    told = {finding.object for finding in report.findings}  # as no longer what was signed
    for kind in KINDS.values():
        check = KindCheck(company, kind)
        for ids in iterate_batches(check.list_recorded_ids()):
            differing = check_each(ids, check.compare, check.name)
            report.findings += [finding for finding in differing if finding.object not in told]
        for ids in iterate_batches(check.list_live_ids()):
            strangers = check.unrecorded(ids)
            if has_baseline:
                report.findings += [
                    build_finding("no event vouches for it", type=kind.label, id=id) for id in strangers
                ]
            else:
                report.unrecorded += len(strangers)


class KindCheck:
    """The objects of one kind in one school. Each method but the two streams of ids takes a batch and runs a number of
    queries that does not depend on it."""

    def __init__(self, company: Company, kind: EvidenceKind) -> None:
        self.company = company
        self.kind = kind
        self.events = Event.objects.filter(company=company, object_type=kind.label)

    def name(self, id: str) -> tuple[object, object]:
        return self.kind.label, id

    def list_recorded_ids(self) -> Any:
        """What the ledger tells of, each object once."""
        rows = select_texts(self.events.order_by("object_id"), ["object_id"]).distinct()
        return (id or "" for (id,) in rows.iterator())

    def list_live_ids(self) -> Any:
        return (format_id(id) for (id,) in select_texts(self.kind.rows(self.company.pk).order_by(), ["pk"]).iterator())

    def unrecorded(self, ids: list[str]) -> list[str]:
        told = self.events.filter(object_id__in=ids).exclude(state="").order_by()
        known = {id for (id,) in select_texts(told, ["object_id"]).distinct()}
        return [id for id in ids if id not in known]

    def compare(self, ids: list[str]) -> list[Finding]:
        """What differs between the objects as they stand and the last event that carries their state. An object of
        which there are older events alone must at least be there."""
        recorded = self.read_recorded_states(ids)
        live = self.kind.states([uuid.UUID(id) for id in ids])
        return [
            build_finding(what, type=self.kind.label, id=id)
            for id in ids
            if (what := find_error(live.get(id), *recorded.get(id, (None, {}))))
        ]

    def read_recorded_states(self, ids: list[str]) -> dict[str, tuple[int, State | None]]:
        """By object, the place of the last event with a state, and the state."""
        stated = self.events.filter(object_id__in=ids).exclude(state="").order_by()
        last = stated.values("object_id").annotate(last=Max("seq")).values_list("last", flat=True)
        return {id: (seq, json.loads(state)) for id, seq, state in self.at(list(last))}

    def at(self, places: list[int]) -> Any:
        return self.events.filter(seq__in=places).values_list("object_id", "seq", "state")


def find_error(live: State | None, seq: int | None, recorded: State | None) -> str | None:
    if recorded is None:
        return None if live is None else f"it was gone at {seq}, and is back"
    if live is None:
        return "it was removed"
    differing = [name for name, digest in recorded.items() if live.get(name) != digest]
    return f"it is not what was recorded at {seq}: {', '.join(differing)}" if differing else None
