"""Storing many new rows at once."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model


def store_rows(model: type[Model], rows: Sequence[Model]) -> None:
    """Writes new rows whose primary keys are set. On PostgreSQL by COPY, which compiles no statement."""
    if connection.vendor == "postgresql" and rows:
        copy_rows(model, rows)
    else:
        model._default_manager.bulk_create(rows)


def copy_rows(model: type[Model], rows: Sequence[Model]) -> None:
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(tuple(iterate_values(fields, row)))


def iterate_values(fields: "Sequence[Field[Any, Any]]", row: Model) -> Iterator[Any]:
    """The values of the columns, as the driver takes them."""
    for field in fields:
        yield field.get_db_prep_save(field.pre_save(row, add=True), connection)
