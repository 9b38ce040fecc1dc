"""Which columns of joined rows are read: a screen shows three of a person's thirty, for each row."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet

R = TypeVar("R", bound="QuerySet[Any]")


def limit_joined(rows: R, own: Sequence[str] = (), /, **columns: Sequence[str]) -> R:
    """The rows with all of their own columns, or these, and of each relation named, which is selected with them, those
    alone.

    Keys besides the columns must be named where they lead on: `enrollment=["user"], enrollment__user=["name"]`. Reading
    another column costs a query for each row.
    """
    own = own or [field.name for field in rows.model._meta.concrete_fields]
    joined = [f"{relation}__{name}" for relation, names in columns.items() for name in names]
    return rows.select_related(*columns).only(*own, *joined)
