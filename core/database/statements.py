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
from django.db.models import Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
Values = Mapping[str, Any]

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

    def fetch(self, values: Values) -> list[M]:
        rows = self.queryset.all()
        compiler = self.build_compiler(values)
        rows.query.get_compiler = lambda *args, **options: compiler  # type: ignore[method-assign]
        return list(rows)

    def build_compiler(self, values: Values) -> SQLCompiler:
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[self.queryset.db]  # that of this thread
        compiler.query = self.queryset.query
        statement = self.sql, self.bind(values)
        compiler.as_sql = lambda *args, **options: statement  # type: ignore[method-assign]
        compiler.get_converters = lambda expressions: self.converters  # type: ignore[method-assign]
        return compiler

    def bind(self, values: Values) -> tuple[Any, ...]:
        pairs = zip(self.params, self.names, strict=True)
        return tuple(param if name is None else convert_like(param, values[name]) for param, name in pairs)


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
        if sql != other_sql or len(params) != len(other_params):
            return None
        names = [find_name(pair, samples) for pair in zip(params, other_params, strict=True)]
        if any(name is DERIVED for name in names):
            return None
        return CompiledStatement(queryset, compiler, sql, params, tuple(names))


DERIVED = "?"  # no name of a keyword argument


def compile_queryset(queryset: QuerySet[M]) -> tuple[QuerySet[M], SQLCompiler, str, tuple[Any, ...]]:
    compiler = queryset.query.get_compiler(queryset.db)
    sql, params = compiler.as_sql()
    return queryset, compiler, sql, tuple(params)


def find_name(pair: tuple[Any, Any], samples: list[dict[str, Any]]) -> str | None:
    """Of which value a parameter is a copy, by what it was in two runs; None for a constant."""
    for name in samples[0]:
        if all(is_copy(param, sample[name]) for param, sample in zip(pair, samples, strict=True)):
            return name
    return None if type(pair[0]) is type(pair[1]) and pair[0] == pair[1] else DERIVED


def is_copy(param: Any, sample: Any) -> bool:
    """The driver's numbers are subclasses of int; an adapted moment or id of SQLite is another type, and no copy."""
    return isinstance(param, type(sample)) and bool(param == sample)


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
