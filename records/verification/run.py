"""Verifying a school's ledger: was anything altered, removed, inserted or moved since it was written?

`verify_company` reads the school's chain once, in order. Then it compares signatures with the chain, current rows with
signatures, and current rows with their last recorded states, in batches, so that neither memory nor the queries of a
batch grow with the school. The result is a list of findings; no value in any row ends the verification. Events whose
key is lost are counted separately, because a lost key makes them unverifiable, not altered.
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
    company: Company, checkpoint: Checkpoint | None = None, *, progress: ProgressReporter[Any] = iterate_silently
) -> Report:
    """Verifies everything of a school; `checkpoint` is its entry `{seq, mac}` in a checkpoint file.

    The chain comes first: whether it has a baseline decides how rows without a recorded state are reported.
    """
    report = Report(str(company.pk), company.name)
    with use_one_snapshot(), accept_any_bytes():
        chain = ChainCheck(company, report, checkpoint)
        chain.run(progress)
        check_signatures(company, report)
        check_rows(company, report, has_baseline=chain.has_baseline)
    return report


@contextmanager
def use_one_snapshot() -> Iterator[None]:
    """Within the block, all queries see the database at one moment, so that changes meanwhile cause no findings.

    Only PostgreSQL needs it: SQLite holds one snapshot for each transaction. Within another transaction the isolation
    level can no longer be changed.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
