"""How many rows PostgreSQL reads for what a block of code asks."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection


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


@contextmanager
def record_rows_read() -> Iterator[RowsRead]:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = RowsRead()
    with connection.execute_wrapper(rows.explain):
        yield rows


def iterate_nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from iterate_nodes(part)


def count_rows(node: dict[str, Any]) -> int:
    seen = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return int(seen * node["Actual Loops"])
