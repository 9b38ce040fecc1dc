"""A check of compiled statements (core/database/statements.py), which all tests run."""

from collections.abc import Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import Model

from core.database.rows import Make, Row
from core.database.statements import CompiledStatement, Statement, bind, compile_queryset
from core.database.updates import Update, compile_change

fetch = Statement.fetch
run = Update.run
make_objects = CompiledStatement.make_objects


def fetch_checked(statement: Statement[Any], *shape: Hashable, **values: Any) -> list[Any]:
    """`Statement.fetch`, after comparing SQL and parameters with those of a queryset built for these very values."""
    compiled = statement.find_compiled(shape, values)
    if compiled is not None:
        assert (compiled.sql, compiled.bind(values)) == compile_anew(statement, shape, values)
    return fetch(statement, *shape, **values)


def make_checked(compiled: CompiledStatement[Any], rows: list[Row], make: Make) -> list[Any]:
    """`CompiledStatement.make_objects`, after comparing its objects with those that Django makes of the same rows."""
    plain = CompiledStatement(
        compiled.queryset.prefetch_related(None), compiled.compiler, compiled.sql, compiled.params, compiled.names
    )
    expected = [describe(row) for row in plain.leave_to_django(rows)]
    assert [describe(row) for row in make_objects(plain, rows, make)] == expected
    return make_objects(compiled, rows, make)


def run_checked(update: Update, **values: Any) -> int:
    """`Update.run`, after comparing SQL and parameters with those of an update built for these very values."""
    compiled = update.find_compiled(values)
    if compiled is not None:
        bound = bind(compiled.params, compiled.names, values)
        assert (compiled.sql, bound) == compile_change(update.build(**values))
    return run(update, **values)


def describe(row: Any, above: tuple[Model, ...] = ()) -> Any:
    """All that is in an object, and in those joined to it; of one that refers back, how far above it is."""
    if not isinstance(row, Model):
        return row  # a dictionary of `values()`
    for distance, other in enumerate(above):
        if other is row:
            return distance
    found = {name: value for name, value in vars(row).items() if name != "_state"}
    cache = row._state.fields_cache.items()
    joined = {name: None if other is None else describe(other, (row, *above)) for name, other in cache}
    return found | {"_state": (type(row), row._state.adding, row._state.db, joined)}


def compile_anew(statement: Statement[Any], shape: tuple[Hashable, ...], values: dict[str, Any]) -> tuple[str, Any]:
    try:
        _, _, sql, params = compile_queryset(statement.build(*shape, **values))
    except EmptyResultSet:
        return "no rows, whatever the database says", ()
    return sql, params
