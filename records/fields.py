"""Reading rows as the texts that the database holds, so that no value of any column, however odd, stops a check.

A moment at infinity, a text where a number belongs, an id that is no UUID: what the models refuse to read is read here
and held against what was sealed.
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

Text = str | None
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STORED_AS_TEXT = (models.CharField, models.TextField, models.UUIDField, models.DateField, models.JSONField)


class AsText(Func):
    """A column as text, the same whatever the zone and the styles of the connection.

    PostgreSQL gives moments and days in seconds since 1970 (or `Infinity`); SQLite tells a text from bytes or a number
    that was put in its place and would read alike.
    """

    template = "CAST(%(expressions)s AS text)"
    output_field = TextField()  # type: ignore[assignment]
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
        """The field that is really stored: of a foreign key the key, of a generated column its result."""
        field: Any = self.get_source_expressions()[0].output_field
        while isinstance(field, models.ForeignKey):
            field = field.target_field
        return field.output_field if isinstance(field, models.GeneratedField) else field


def select_texts(rows: QuerySet[Any], columns: Iterable[str]) -> QuerySet[Any, tuple[Text, ...]]:
    """The rows as tuples of texts, in the order of `columns`, which may follow relations."""
    return rows.values_list(*(AsText(column) for column in columns))


@contextmanager
def accept_any_bytes() -> Iterator[None]:
    """Inside, SQLite answers a text that is no UTF-8 with its bytes escaped instead of an error."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    before, raw.text_factory = raw.text_factory, lambda stored: stored.decode(errors="backslashreplace")
    try:
        yield
    finally:
        raw.text_factory = before


def parse_moment(text: str) -> datetime:
    if connection.vendor == "postgresql":
        return EPOCH + timedelta(microseconds=int(Decimal(text) * 1_000_000))
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def get_reader(field: Any) -> Callable[[str], Any]:
    """How a stored text of a field becomes the value that was sealed; raises whatever a text that is none causes."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.DateTimeField):
        return parse_moment
    if isinstance(field, models.UUIDField):
        return uuid.UUID
    return int if isinstance(field, models.IntegerField | models.AutoField) else str


class RowReader:
    """Rows of one table of the ledger, read as texts and given back as unsaved models."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.columns = [field.attname for field in model._meta.concrete_fields]
        self.readers = [get_reader(field) for field in model._meta.concrete_fields]

    def read(self, rows: QuerySet[Any], *, chunk_size: int = 2000) -> Iterator[tuple[Any, list[str]]]:
        """Each row with the names of its columns that hold no value of their type; these stand in it as text."""
        for texts in select_texts(rows, self.columns).iterator(chunk_size=chunk_size):
            yield self.build_row(texts)

    def build_row(self, texts: tuple[Text, ...]) -> tuple[Any, list[str]]:
        values: list[Any] = []
        odd = []
        for column, read, text in zip(self.columns, self.readers, texts, strict=True):
            try:
                values.append(None if text is None else read(text))
            except (ValueError, ArithmeticError):
                values.append(text)
                odd.append(column)
        return self.model(**dict(zip(self.columns, values, strict=True))), odd
