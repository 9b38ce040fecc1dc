"""Statements that are built and compiled once, and then run with other values (docs/decisions/0045).

Building a queryset and compiling it to SQL costs Python several times what PostgreSQL takes to answer. What is asked
with every request is therefore a `Statement`: a function that builds the queryset, of which only the values change.
"""

import copy
import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import Model, QuerySet, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

from core.database.rows import Make, Row, build_make
from core.database.running import fetch_all, run_statement
from core.exceptions import NotFound

M = TypeVar("M", bound=Model)
Values = Mapping[str, Any]
Samples = list[dict[str, Any]]

# A page of a list has a statement of its own. Whoever turns so many pages starts the collection anew.
MAX_SHAPES = 256
# Values that a schema refuses or that no row has, so that a constant of a statement is never taken for one of them.
SAMPLE_INTEGER = 2_000_000_011
SAMPLE_MOMENT = datetime(1907, 3, 5, 7, 11, 13, tzinfo=UTC)


@dataclass(frozen=True)
class CompiledStatement(Generic[M]):
    """A queryset with its SQL, and for each parameter the name of the value that takes its place, if any does."""

    queryset: QuerySet[M]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    names: tuple[str | None, ...]

    @cached_property
    def converters(self) -> Any:
        """Of the columns: Django asks every column for them with each query."""
        return self.compiler.get_converters([column[0] for column in self.compiler.select[: self.compiler.col_count]])

    @cached_property
    def make(self) -> Make | None:
        return build_make(self.queryset, self.compiler)

    def fetch(self, values: Values) -> list[M]:
        rows = self.execute(values)
        return self.leave_to_django(rows) if self.make is None else self.make_objects(rows, self.make)

    def execute(self, values: Values) -> list[Row]:
        """The rows as the driver reads them."""
        database = self.queryset.db
        if self.queryset.query.select_for_update and connections[database].get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        rows = run_statement(database, self.sql, self.bind(values), fetch_all)
        return [row[: self.compiler.col_count] for row in rows] if self.compiler.has_extra_select else rows

    def bind(self, values: Values) -> tuple[Any, ...]:
        return bind(self.params, self.names, values)

    def make_objects(self, rows: list[Row], make: Make) -> list[M]:
        converted = self.compiler.apply_converters(rows, self.converters) if self.converters else rows
        made: list[M] = list(map(make, converted))
        if self.queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
            prefetch_related_objects(made, *self.queryset._prefetch_related_lookups)  # type: ignore[attr-defined]
        return made

    def leave_to_django(self, rows: list[Row]) -> list[M]:
        """What Django makes of the rows, as if its own compiler had read them."""
        queryset, compiler = self.queryset.all(), copy.copy(self.compiler)
        compiler.query = self.queryset.query
        compiler.get_converters = lambda expressions: self.converters  # type: ignore[method-assign]
        compiler.execute_sql = lambda *args, **options: [rows]  # type: ignore[assignment, method-assign]
        queryset.query.get_compiler = lambda *args, **options: compiler  # type: ignore[method-assign]
        return list(queryset)


class Statement(Generic[M]):
    """A queryset by its values.

    `build(*shape, **values)` returns the queryset. All that its conditions are chosen by must be in `shape`: hashable
    constants like the role of the caller or a page. `values` (whole numbers, UUIDs, texts, moments; never None) may
    only be compared with columns. What is derived from a value is noticed, and such a statement is built every time.
    """

    def __init__(self, build: Callable[..., QuerySet[M]]) -> None:
        self.build = build
        self.compiled: dict[Hashable, CompiledStatement[M] | None] = {}

    def fetch(self, *shape: Hashable, **values: Any) -> list[M]:
        """The rows. The same as `list(build(*shape, **values))`, without building and compiling it each time."""
        compiled = self.find_compiled(shape, values)
        return list(self.build(*shape, **values)) if compiled is None else compiled.fetch(values)

    def fetch_first(self, *shape: Hashable, **values: Any) -> M | None:
        """The first row, or None."""
        return next(iter(self.fetch(*shape, **values)), None)

    def fetch_one(self, *shape: Hashable, **values: Any) -> M:
        """The first row. Raises NotFound when there is none."""
        row = self.fetch_first(*shape, **values)
        if row is None:
            raise NotFound
        return row

    def find_compiled(self, shape: tuple[Hashable, ...], values: Values) -> CompiledStatement[M] | None:
        key = (shape, *((name, type(value)) for name, value in values.items()))
        try:
            return self.compiled[key]
        except KeyError:
            compiled = self.compile(shape, values)
        if len(self.compiled) >= MAX_SHAPES:
            self.compiled.clear()
        self.compiled[key] = compiled
        return compiled

    def compile(self, shape: tuple[Hashable, ...], values: Values) -> CompiledStatement[M] | None:
        """None if the statement depends on its values in another way than by comparing with them."""
        samples = [build_samples(values, number) for number in (1, 2)]
        try:
            compilers = [compile_queryset(self.build(*shape, **sample)) for sample in samples]
        except (EmptyResultSet, FullResultSet):
            return None
        (queryset, compiler, sql, params), (_, _, other_sql, other_params) = compilers
        names = find_names((params, other_params), samples) if sql == other_sql else None
        return None if names is None else CompiledStatement(queryset, compiler, sql, params, names)


DERIVED = "?"  # no name of a keyword argument


def compile_queryset(queryset: QuerySet[M]) -> tuple[QuerySet[M], SQLCompiler, str, tuple[Any, ...]]:
    compiler = queryset.query.get_compiler(queryset.db)
    sql, params = compiler.as_sql()
    return queryset, compiler, sql, tuple(params)


def find_names(runs: tuple[tuple[Any, ...], tuple[Any, ...]], samples: Samples) -> tuple[str | None, ...] | None:
    """For each parameter the name of the value that it is a copy of, by what it was in two runs, or None for a
    constant. None if there is one that is neither."""
    if len(runs[0]) != len(runs[1]):
        return None
    names = tuple(find_name(pair, samples) for pair in zip(*runs, strict=True))
    return None if DERIVED in names else names


def find_name(pair: tuple[Any, Any], samples: Samples) -> str | None:
    for name in samples[0]:
        if all(is_copy(param, sample[name]) for param, sample in zip(pair, samples, strict=True)):
            return name
    return None if type(pair[0]) is type(pair[1]) and pair[0] == pair[1] else DERIVED


def is_copy(param: Any, sample: Any) -> bool:
    """The driver's numbers are subclasses of int; an adapted moment or id of SQLite is another type, and no copy."""
    return isinstance(param, type(sample)) and bool(param == sample)


def bind(params: tuple[Any, ...], names: tuple[str | None, ...], values: Values) -> tuple[Any, ...]:
    """The parameters with these values in their places."""
    pairs = zip(params, names, strict=True)
    return tuple(param if name is None else convert_like(param, values[name]) for param, name in pairs)


def convert_like(param: Any, value: Any) -> Any:
    """`value` in the driver's type, which tells the database the size of a whole number."""
    return type(param)(value) if isinstance(param, int) else value


def build_samples(values: Values, number: int) -> dict[str, Any]:
    return {name: build_sample(value, 2 * position + number) for position, (name, value) in enumerate(values.items())}


def build_sample(value: object, number: int) -> Any:
    """A value of the same type that differs from every other of the two runs."""
    if isinstance(value, datetime):
        return SAMPLE_MOMENT + timedelta(seconds=number)
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=SAMPLE_INTEGER + number)
    if isinstance(value, str):
        return f"sample {number} of a statement"
    if isinstance(value, int) and not isinstance(value, bool):
        return SAMPLE_INTEGER + number
    raise TypeError(f"A statement takes no value of type {type(value).__name__}.")
