"""Recording, once, the rows that are older than the ledger's record of rows.

From its baseline on, `verify_records` takes any row of evidence that nothing was recorded of for a forged one. A school
that is made today begins with it; one from before gets it here, as the event `records.baseline`, after all its rows.
"""

import uuid
from collections.abc import Iterable
from itertools import chain

from django.db import transaction

from accounts.models import Company
from core.commands import Watch, unwatched
from records.kinds import KINDS
from records.models import Event
from records.services import Draft, lock_head, record
from records.verification.chain import BASELINE, CREATED, is_baseline
from records.verification.findings import batches
from records.verification.rows import KindCheck

Found = tuple[KindCheck, list[str]]


def has_baseline(company: Company) -> bool:
    candidates = Event.objects.filter(company=company, action__in=[BASELINE, CREATED])
    return any(is_baseline(event) for event in candidates)


def record_baseline(company: Company, *, watch: Watch[Found] = unwatched) -> int:
    """Records what stands in every row that nothing was recorded of, and that this was all; returns how many objects.

    In small transactions beside a school at work, and again after it was broken off: what is recorded by then is passed
    over. A school that has its baseline is left alone, so that nothing that was slipped in later is ever vouched for.
    """
    if has_baseline(company):
        return 0
    number = sum(record_batch(company, batch) for batch in watch(unrecorded(company), 0))
    with transaction.atomic():
        lock_head(company.pk)
        late = sum(record_batch(company, batch) for batch in unrecorded(company))
        record(Draft(BASELINE, company), company_id=company.pk, by=None)
    return number + late


def count_unrecorded(company: Company) -> int:
    return 0 if has_baseline(company) else sum(len(ids) for _, ids in unrecorded(company))


def unrecorded(company: Company) -> Iterable[Found]:
    """The objects nothing was recorded of, in batches. Ids are read beforehand: recording changes what is read."""
    return chain.from_iterable(of_kind(KindCheck(company, kind)) for kind in KINDS.values())


def of_kind(check: KindCheck) -> Iterable[Found]:
    for ids in batches(list(check.live_ids())):
        missing = check.unrecorded(ids)
        if missing:
            yield check, missing


def record_batch(company: Company, found: Found) -> int:
    check, ids = found
    drafts = [Draft("record.baselined", check.kind.model(pk=uuid.UUID(id))) for id in ids]
    record(*drafts, company_id=company.pk, by=None)
    return len(drafts)
