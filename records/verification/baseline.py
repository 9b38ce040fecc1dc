"""Recording, once, the rows that are older than the ledger's record of rows.

From its baseline on, `verify_records` takes any row of evidence that nothing was recorded of for a forged one. A school
that is made today begins with it; one from before gets it here, as the event `records.baseline`, after all its rows.
"""

import uuid
from collections.abc import Iterable
from itertools import chain

from django.db import transaction

from accounts.models import Company
from core.commands import ProgressReporter, iterate_silently
from records.kinds import KINDS
from records.models import Event
from records.services import EventDraft, lock_head, record_events
from records.verification.chain import BASELINE, CREATED, is_baseline
from records.verification.findings import iterate_batches
from records.verification.rows import KindCheck

UnrecordedBatch = tuple[KindCheck, list[str]]


def has_baseline(company: Company) -> bool:
    candidates = Event.objects.filter(company=company, action__in=[BASELINE, CREATED])
    return any(is_baseline(event) for event in candidates)


def record_baseline(company: Company, *, watch: ProgressReporter[UnrecordedBatch] = iterate_silently) -> int:
    """Records what stands in every row that nothing was recorded of, and that this was all; returns how many objects.

    In small transactions beside a school at work, and again after it was broken off: what is recorded by then is passed
    over. A school that has its baseline is left alone, so that nothing that was slipped in later is ever vouched for.
    """
    if has_baseline(company):
        return 0
    number = sum(record_batch(company, batch) for batch in watch(find_unrecorded(company), 0))
    with transaction.atomic():
        lock_head(company.pk)
        late = sum(record_batch(company, batch) for batch in find_unrecorded(company))
        record_events(EventDraft(BASELINE, company), company_id=company.pk, by=None)
    return number + late


def count_unrecorded(company: Company) -> int:
    return 0 if has_baseline(company) else sum(len(ids) for _, ids in find_unrecorded(company))


def find_unrecorded(company: Company) -> Iterable[UnrecordedBatch]:
    """The objects nothing was recorded of, in batches. Ids are read beforehand: recording changes what is read."""
    return chain.from_iterable(find_unrecorded_of_kind(KindCheck(company, kind)) for kind in KINDS.values())


def find_unrecorded_of_kind(check: KindCheck) -> Iterable[UnrecordedBatch]:
    for ids in iterate_batches(list(check.list_live_ids())):
        missing = check.unrecorded(ids)
        if missing:
            yield check, missing


def record_batch(company: Company, found: UnrecordedBatch) -> int:
    check, ids = found
    drafts = [EventDraft("record.baselined", check.kind.model(pk=uuid.UUID(id))) for id in ids]
    record_events(*drafts, company_id=company.pk, by=None)
    return len(drafts)
