"""The baseline: records the states of rows that are older than the recording of states, once per school.

In a school with a baseline, `verify_records` reports every row without a recorded state as a finding. The first event
of a new school is its baseline; an older school gets one here, the event `records.baseline`, after all its rows.
"""

import uuid
from collections.abc import Iterable
from itertools import chain

from django.db import transaction

from accounts.models import Company
from core.batches import iterate_batches
from core.commands import ProgressReporter, iterate_silently
from records.kinds import KINDS
from records.models import Event
from records.services import EventDraft, lock_head, record_events
from records.verification.chain import BASELINE, CREATED, is_baseline
from records.verification.findings import BATCH_SIZE
from records.verification.rows import KindCheck

UnrecordedBatch = tuple[KindCheck, list[str]]


def has_baseline(company: Company) -> bool:
    candidates = Event.objects.filter(company=company, action__in=[BASELINE, CREATED])
    return any(is_baseline(event) for event in candidates)


def record_baseline(company: Company, *, progress: ProgressReporter[UnrecordedBatch] = iterate_silently) -> int:
    """Records the state of every object that has none in the ledger, then the baseline; returns the number of objects.

    It works in small transactions, so that people can work meanwhile; an interrupted run is continued by the next. A
    school that has a baseline is skipped: a row that was inserted since, bypassing the server, must remain a finding.
    """
    if has_baseline(company):
        return 0
    count = sum(record_batch(company, batch) for batch in progress(iterate_unrecorded(company), 0))
    with transaction.atomic():
        # While the chain is locked nothing else is recorded, so no new row can lack a state before the baseline.
        lock_head(company.pk)
        count += sum(record_batch(company, batch) for batch in iterate_unrecorded(company))
        record_events(EventDraft(BASELINE, company), company_id=company.pk, by=None)
    return count


def count_unrecorded(company: Company) -> int:
    """How many objects `record_baseline` would record."""
    return 0 if has_baseline(company) else sum(len(ids) for _, ids in iterate_unrecorded(company))


def iterate_unrecorded(company: Company) -> Iterable[UnrecordedBatch]:
    """The objects without a recorded state, in batches."""
    return chain.from_iterable(iterate_unrecorded_of_kind(KindCheck(company, kind)) for kind in KINDS.values())


def iterate_unrecorded_of_kind(check: KindCheck) -> Iterable[UnrecordedBatch]:
    # All ids are read first: the caller records each batch, which would disturb a query that is still being read.
    for ids in iterate_batches(list(check.iterate_current_ids()), BATCH_SIZE):
        missing = check.find_unrecorded(ids)
        if missing:
            yield check, missing


def record_batch(company: Company, batch: UnrecordedBatch) -> int:
    check, ids = batch
    drafts = [EventDraft("record.baselined", check.kind.model(pk=uuid.UUID(id))) for id in ids]
    record_events(*drafts, company_id=company.pk, by=None)
    return len(drafts)
