"""Compares the current rows of all object kinds with their last recorded states."""

import json
import uuid
from collections.abc import Iterable, Iterator

from django.db.models import Max

from accounts.models import Company
from core.batches import iterate_batches
from records.kinds import KINDS, EvidenceKind, State, format_id
from records.models import Event
from records.stored_text import select_texts
from records.verification.findings import BATCH_SIZE, Finding, Report, build_finding, check_batch
from records.verification.redactions import RedactionIndex


def check_rows(company: Company, report: Report, redactions: RedactionIndex, *, has_baseline: bool) -> None:
    """Adds a finding for every object that differs from its last recorded state or was removed, and, in a school with a
    baseline, for every object without a recorded state."""
    # At most one finding for each object: those that differ from what was signed are reported already.
    reported = {finding.object for finding in report.findings}
    for kind in KINDS.values():
        check = KindCheck(company, kind, redactions)
        for ids in iterate_batches(check.iterate_recorded_ids(), BATCH_SIZE):
            differing = check_batch(ids, check.compare_states, check.identify)
            report.findings += [finding for finding in differing if finding.object not in reported]
        for ids in iterate_batches(check.iterate_current_ids(), BATCH_SIZE):
            unrecorded = check.find_unrecorded(ids)
            if has_baseline:
                report.findings += [build_finding("no event records it", type=kind.label, id=id) for id in unrecorded]
            else:
                report.unrecorded += len(unrecorded)


class KindCheck:
    """The objects of one kind in one school. The two `iterate_…` methods stream ids; every other method takes a batch
    of ids and runs a constant number of queries."""

    def __init__(self, company: Company, kind: EvidenceKind, redactions: RedactionIndex | None = None) -> None:
        self.company = company
        self.kind = kind
        self.redactions = redactions
        self.events = Event.objects.filter(company=company, object_type=kind.label)

    def identify(self, id: str) -> tuple[object, object]:
        return self.kind.label, id

    def iterate_recorded_ids(self) -> Iterator[str]:
        """The ids of all objects with events, each once."""
        rows = select_texts(self.events.order_by("object_id"), ["object_id"]).distinct()
        return (id or "" for (id,) in rows.iterator())

    def iterate_current_ids(self) -> Iterator[str]:
        """The ids of all objects that exist."""
        rows = select_texts(self.kind.list_rows(self.company.pk).order_by(), ["pk"])
        return (format_id(id) for (id,) in rows.iterator())

    def find_unrecorded(self, ids: list[str]) -> list[str]:
        """The ids among `ids` whose objects have no recorded state."""
        events = self.events.filter(object_id__in=ids).exclude(state="").order_by()
        recorded = {id for (id,) in select_texts(events, ["object_id"]).distinct()}
        return [id for id in ids if id not in recorded]

    def compare_states(self, ids: list[str]) -> list[Finding]:
        """The differences between the current states and the last recorded ones. An object whose events all lack
        a state must at least exist."""
        recorded = self.read_recorded_states(ids) | self.find_deleted(ids)
        current = self.kind.read_states([uuid.UUID(id) for id in ids])
        return [
            build_finding(what, type=self.kind.label, id=id)
            for id in ids
            if (what := describe_difference(current.get(id), *recorded.get(id, (None, {}))))
        ]

    def read_recorded_states(self, ids: list[str]) -> dict[str, tuple[int, State | None]]:
        """The number of the last event that has a state, and that state, by object id."""
        events = self.events.filter(object_id__in=ids).exclude(state="").order_by()
        last = events.values("object_id").annotate(last=Max("seq")).values_list("last", flat=True)
        return {id: (seq, json.loads(state)) for id, seq, state in self.list_events_at(list(last))}

    def find_deleted(self, ids: list[str]) -> dict[str, tuple[int, State | None]]:
        """Those that were deleted with a record: their own events have no state any more."""
        found = {id: self.redactions.find_deletion(self.kind.label, id) for id in ids} if self.redactions else {}
        return {id: (seq, None) for id, seq in found.items() if seq}

    def list_events_at(self, numbers: list[int]) -> Iterable[tuple[str, int, str]]:
        return self.events.filter(seq__in=numbers).values_list("object_id", "seq", "state")


def describe_difference(current: State | None, seq: int | None, recorded: State | None) -> str | None:
    """The text of a finding if the current state differs from the one recorded by event `seq`, else None.

    The state of a deleted object is None. Only parts that were recorded are compared: newer parts have no digest there.
    """
    if recorded is None:
        return None if current is None else f"it was deleted at event {seq} but exists"
    if current is None:
        return "it was removed"
    differing = [name for name, digest in recorded.items() if current.get(name) != digest]
    return f"it differs from the state recorded at event {seq}: {', '.join(differing)}" if differing else None
