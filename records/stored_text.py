"""Reads rows as text, so that no value in any column can interrupt the verification.

Reading a moment at infinity, text in a numeric column or an id that is not a UUID through the model raises an
exception. Here such a value is read as it is stored, and compared with what was sealed.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.models import Func, QuerySet, TextField
from django.db.models.sql.compiler import SQLCompiler

StoredText = str | None
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STORED_AS_TEXT = (models.CharField, models.TextField, models.UUIDField, models.DateField, models.JSONField)


class AsText(Func):
    """A column as text, independent of the time zone and date style of the connection.

    On PostgreSQL, moments and days are seconds since 1970 (or `Infinity`). On SQLite, where a column can hold a value
    of any type, bytes or a number in a text column get their type as a prefix: without it, they would equal the
    same text.
    """

    template = "CAST(%(expressions)s AS text)"
    output_field = TextField()
    arity = 1

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        if isinstance(self.stored_field, models.DateField):
            context["template"] = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS text)"
        return self.as_sql(compiler, connection, **context)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> Any:
        if isinstance(self.stored_field, STORED_AS_TEXT):
            context["template"] = (
                "CASE WHEN typeof(%(expressions)s) IN ('text', 'null') THEN %(expressions)s "
                "ELSE typeof(%(expressions)s) || ':' || CAST(%(expressions)s AS text) END"
            )
        return self.as_sql(compiler, connection, **context)

    @property
    def stored_field(self) -> Any:
        """The field that determines the column's type: the target of a foreign key, the output of a generated field."""
        field: Any = self.get_source_expressions()[0].output_field
        while isinstance(field, models.ForeignKey):
            field = field.target_field
        return field.output_field if isinstance(field, models.GeneratedField) else field


def select_texts(rows: QuerySet[Any], columns: Iterable[str]) -> QuerySet[Any, tuple[StoredText, ...]]:
    """The rows as tuples of text, in the order of `columns`, which may follow relations."""
    return rows.values_list(*(AsText(column) for column in columns))


@contextmanager
def tolerate_invalid_utf8() -> Iterator[None]:
    """Within the block, SQLite returns text that is not UTF-8 with its bytes escaped instead of raising an error."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    previous, raw.text_factory = raw.text_factory, lambda stored: stored.decode(errors="backslashreplace")
    try:
        yield
    finally:
        raw.text_factory = previous


def parse_moment(text: str) -> datetime:
    """A moment from what `AsText` returned; raises ValueError or ArithmeticError for anything else."""
    if connection.vendor == "postgresql":
        return EPOCH + timedelta(microseconds=int(Decimal(text) * 1_000_000))
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # SQLite stores UTC without an offset


def get_parser(field: Any) -> Callable[[str], Any]:
    """The function that converts the stored text of a field to its value, or raises ValueError or ArithmeticError."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.DateTimeField):
        return parse_moment
    if isinstance(field, models.UUIDField):
        return uuid.UUID
    return int if isinstance(field, models.IntegerField | models.AutoField) else str


class RowReader:
    """Reads rows of a table as text and returns them as unsaved model instances."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.columns = [field.attname for field in model._meta.concrete_fields]
        self.parsers = [get_parser(field) for field in model._meta.concrete_fields]

    def read(self, rows: QuerySet[Any], *, chunk_size: int = 2000) -> Iterator[tuple[Any, list[str]]]:
        """Yields each row with the names of its unreadable columns, whose attributes hold the stored text."""
        for texts in select_texts(rows, self.columns).iterator(chunk_size=chunk_size):
            yield self.build_row(texts)

    def build_row(self, texts: tuple[StoredText, ...]) -> tuple[Any, list[str]]:
        values: list[Any] = []
        unreadable = []
        for column, parse, text in zip(self.columns, self.parsers, texts, strict=True):
            try:
                values.append(None if text is None else parse(text))
            except (ValueError, ArithmeticError):
                values.append(text)
                unreadable.append(column)
        return self.model(**dict(zip(self.columns, values, strict=True))), unreadable
