"""Copies of rows: each with an id of its own, below the copies of its parents."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
# The ids of the copies by those of the originals. None stands for None: an exam need not have a lesson.
Copies = dict[Any, Any]

# A copy gets its own values of these columns.
OWN_COLUMNS = {"id", "created_at"}


def store_copies(rows: QuerySet[M], *, under: dict[str, Copies], changes: dict[str, Any] | None = None) -> Copies:
    """Stores a copy of each row, in the order of the rows, and returns the ids of the copies.

    `under` maps each column that refers to a parent to the copies of parents. A row whose parent was not copied is
    skipped: the parent is deleted, or was added after the parents were read.
    """
    reachable = [row for row in rows if all(getattr(row, column) in ids for column, ids in under.items())]
    copies = [
        copy_row(row, **{column: ids[getattr(row, column)] for column, ids in under.items()}, **(changes or {}))
        for row in reachable
    ]
    rows.model._default_manager.bulk_create(copies)
    return {row.pk: copy.pk for row, copy in zip(reachable, copies, strict=True)}


def copy_row(row: M, **changes: Any) -> M:
    """An unsaved copy of the row. Copies every column, so that one which a model gets in future is not forgotten."""
    columns = [field.attname for field in row._meta.concrete_fields if field.name not in OWN_COLUMNS]
    return type(row)(**{column: getattr(row, column) for column in columns} | changes)
