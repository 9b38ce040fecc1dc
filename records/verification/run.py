"""Verifies a school's ledger: was anything altered, removed, inserted or moved since it was written?

`verify_company` reads what was redacted with deleted records, then the school's chain once, in order. Then it compares
signatures with the chain, current rows with signatures, and current rows with their last recorded states. It works in
batches, so that memory does not grow with the school. The result is a report with findings; no value in any row
interrupts the verification. Events whose key is lost are counted separately, because they cannot be verified, which
does not mean that they were altered.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from accounts.models import Company
from core.commands import ProgressReporter, iterate_silently
from records.stored_text import tolerate_invalid_utf8
from records.verification.chain import ChainCheck, Checkpoint
from records.verification.findings import Report
from records.verification.redactions import index_redactions
from records.verification.rows import check_rows
from records.verification.signature_checks import check_signatures


def verify_company(
    company: Company, checkpoint: Checkpoint | None = None, *, progress: ProgressReporter[Any] = iterate_silently
) -> Report:
    """Verifies everything of a school; `checkpoint` is its entry `{seq, mac}` in a checkpoint file.

    The chain comes first: whether it has a baseline decides how rows without a recorded state are reported.
    """
    report = Report(str(company.pk), company.name)
    with use_one_snapshot(), tolerate_invalid_utf8(), index_redactions(company) as redactions:
        chain = ChainCheck(company, report, checkpoint, redactions)
        chain.run(progress)
        check_signatures(company, report, redactions)
        check_rows(company, report, redactions, has_baseline=chain.has_baseline)
    return report


@contextmanager
def use_one_snapshot() -> Iterator[None]:
    """Within the block, all queries see one snapshot of the database, so that concurrent changes cause no findings.

    Only PostgreSQL needs an isolation level for it: in SQLite every transaction reads one snapshot. Within an outer
    transaction, as in a test, the isolation level can no longer be changed.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
