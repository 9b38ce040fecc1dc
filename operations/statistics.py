"""Updates the statistics of the query planner after many rows have changed at once.

After a large load PostgreSQL plans for empty tables until autovacuum runs: the first pages of a restored school took 22
to 37 seconds.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection


def analyze() -> None:
    """Runs on all tables. It takes seconds with a million rows and blocks neither reads nor writes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def analyze_after_migrate(plan: Sequence[Any] = (), **kwargs: Any) -> None:
    """Receiver of `post_migrate`: a migration may have rewritten a table. `plan` lists the migrations that have run.

    It is empty if there were none, and missing when `flush` sends the signal.
    """
    if plan:
        analyze()
