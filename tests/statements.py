"""A check of compiled statements (core/database/statements.py), which all tests run."""

from collections.abc import Hashable
from typing import Any

from django.core.exceptions import EmptyResultSet

from core.database.statements import Statement, compile_queryset

fetch = Statement.fetch


def fetch_checked(statement: Statement[Any], *shape: Hashable, **values: Any) -> list[Any]:
    """`Statement.fetch`, after comparing SQL and parameters with those of a queryset built for these very values."""
    compiled = statement.find_compiled(shape, values)
    if compiled is not None:
        assert (compiled.sql, compiled.bind(values)) == compile_anew(statement, shape, values)
    return fetch(statement, *shape, **values)


def compile_anew(statement: Statement[Any], shape: tuple[Hashable, ...], values: dict[str, Any]) -> tuple[str, Any]:
    try:
        _, _, sql, params = compile_queryset(statement.build(*shape, **values))
    except EmptyResultSet:
        return "no rows, whatever the database says", ()
    return sql, params
