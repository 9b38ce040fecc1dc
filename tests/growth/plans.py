"""How many rows PostgreSQL reads for what a block of code asks, by both ways in which it plans a statement.

A statement that is prepared (core/database/statements.py) is planned with its values the first five times, and after
that perhaps once and for all: then PostgreSQL knows no value, and takes every range of moments for a short one.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# Of the present transaction, in which all of a test runs.
FETCHED = "SELECT relname, coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables"
# The tables of a test are so small that to read one whole costs about as much as fifty rows by an index: which of the
# two PostgreSQL takes then changes with the sample of rows that ANALYZE draws. Until the end of the test's transaction.
AS_IN_LARGE_TABLES = "SET LOCAL enable_seqscan = off"
SETTLED = "SELECT coalesce(sum(generic_plans), 0)::int FROM pg_prepared_statements WHERE statement LIKE %s"
SETTLED_AFTER = 9  # twice without being prepared (`prepare_threshold`), and five times planned with its values


@dataclass
class RowsRead:
    """Rows by table: those that were found, and those that were looked at and thrown away."""

    by_table: Counter[str] = field(default_factory=Counter)

    def explain(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith("SELECT"):
            with context["connection"].connection.cursor() as cursor:
                plan = cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params).fetchone()[0]
            for node in iterate_nodes(plan[0]["Plan"]):
                self.by_table[node.get("Relation Name", "")] += count_rows(node)
        return execute(sql, params, many, context)


def count_rows_read(act: Callable[[], Any]) -> Counter[str]:
    """The rows that an act reads, with whichever of the two kinds of plans reads more of a table."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute(AS_IN_LARGE_TABLES)
    return count_with_values(act) | count_without_values(act)


def count_with_values(act: Callable[[], Any]) -> Counter[str]:
    rows = RowsRead()
    with connection.execute_wrapper(rows.explain):
        act()
    return rows.by_table


def count_without_values(act: Callable[[], Any]) -> Counter[str]:
    """By the plan that PostgreSQL has settled on. An index that has all columns is read without being counted, so this
    may be less than what `count_with_values` says."""
    for _ in range(SETTLED_AFTER):
        act()
    before = read_fetched()
    act()
    return read_fetched() - before


def is_settled(act: Callable[[], Any], statement: str) -> bool:
    """Whether PostgreSQL goes on with one plan for a statement of the act, `statement` LIKE its text."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        for _ in range(SETTLED_AFTER):
            act()
        before = count_settled(statement)
        act()
    return count_settled(statement) > before


def count_settled(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(SETTLED, [statement])
        count: int = cursor.fetchone()[0]
        return count


def read_fetched() -> Counter[str]:
    with connection.cursor() as cursor:
        cursor.execute(FETCHED)
        return Counter(dict(cursor.fetchall()))


def iterate_nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from iterate_nodes(part)


def count_rows(node: dict[str, Any]) -> int:
    seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int(seen * node["Actual Loops"])
