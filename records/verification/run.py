"""Recomputing the ledger: has anything been altered, removed, inserted or put elsewhere since it was written?

`verify_company` reads one school's chain once, in order, then holds signatures against the chain, live rows against
signatures and live rows against what was recorded of them last, in batches: neither memory nor queries a batch grow
with the school. What it finds is a list of findings, and no row, however odd, ends the check. What could not be checked
for want of a key is counted apart, because a lost key makes a record unverifiable and not false.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from accounts.models import Company
from core.commands import ProgressReporter, iterate_silently
from records.fields import accept_any_bytes
from records.verification.chain import ChainCheck, Checkpoint
from records.verification.findings import Report
from records.verification.rows import check_rows
from records.verification.signature_checks import check_signatures


def verify_company(
    company: Company, checkpoint: Checkpoint | None = None, *, watch: ProgressReporter[Any] = iterate_silently
) -> Report:
    """Everything that can be checked of a school; `checkpoint` is its entry `{seq, mac}` in a checkpoint file."""
    report = Report(str(company.pk), company.name)
    with use_one_snapshot(), accept_any_bytes():
        chain = ChainCheck(company, report, checkpoint)
        chain.walk(watch)
        check_signatures(company, report)
        check_rows(company, report, has_baseline=chain.has_baseline)
    return report


@contextmanager
def use_one_snapshot() -> Iterator[None]:
    """Everything inside sees the database as of one moment, so that a school at work is not taken for a forger."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
