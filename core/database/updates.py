"""Changes of rows that are compiled once, like the statements that read (docs/decisions/0045)."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.db import router
from django.db.models import Model, QuerySet
from django.db.models.sql import UpdateQuery
from django.db.transaction import mark_for_rollback_on_error

from core.database.running import count_rows, run_statement
from core.database.statements import Values, bind, build_samples, find_names

Change = tuple[QuerySet[Any], dict[str, Any]]


@dataclass(frozen=True)
class CompiledUpdate:
    """The SQL, and for each parameter the name of the value that takes its place, if any does."""

    model: type[Model]
    sql: str
    params: tuple[Any, ...]
    names: tuple[str | None, ...]

    def run(self, values: Values) -> int:
        database = router.db_for_write(self.model)  # which also notes that this request writes (core/replica)
        with mark_for_rollback_on_error(database):
            return run_statement(database, self.sql, bind(self.params, self.names, values), count_rows)


class Update:
    """A change by its values: `build(**values)` returns the rows, and what their columns become.

    `values` as in a `Statement`. What is derived from a value is noticed, and such an update is built every time.
    """

    def __init__(self, build: Callable[..., Change]) -> None:
        self.build = build
        self.compiled: dict[Hashable, CompiledUpdate | None] = {}

    def run(self, **values: Any) -> int:
        """Changes the rows, and returns how many. The same as `update` of the queryset."""
        compiled = self.find_compiled(values)
        if compiled is not None:
            return compiled.run(values)
        rows, columns = self.build(**values)
        return rows.update(**columns)

    def find_compiled(self, values: Values) -> CompiledUpdate | None:
        key = tuple((name, type(value)) for name, value in values.items())
        if key not in self.compiled:
            self.compiled[key] = self.compile(values)
        return self.compiled[key]

    def compile(self, values: Values) -> CompiledUpdate | None:
        """None if it depends on its values in another way than by storing them and comparing with them."""
        samples = [build_samples(values, number) for number in (1, 2)]
        changes = [self.build(**sample) for sample in samples]
        (sql, params), (other_sql, other_params) = map(compile_change, changes)
        names = find_names((params, other_params), samples) if sql == other_sql else None
        return None if names is None else CompiledUpdate(changes[0][0].model, sql, params, names)


def compile_change(change: Change) -> tuple[str, tuple[Any, ...]]:
    rows, columns = change
    query: Any = rows.query.chain(UpdateQuery)
    query.add_update_values(columns)
    sql, params = query.get_compiler(rows.db).as_sql()
    return sql, tuple(params)
