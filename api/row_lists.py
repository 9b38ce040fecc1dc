"""Serializes lists of rows."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from rest_framework import serializers

T = TypeVar("T")


def to_rows(output: type[serializers.BaseSerializer[T]], rows: Iterable[T], **context: object) -> list[dict[str, Any]]:
    """`rows`, each serialized by `output`; `context` becomes the serializer's context.

    The same as `output(rows, many=True).data`, which type checkers cannot follow: `many=True` creates another class.
    """
    return cast(list[dict[str, Any]], output.many_init(rows, context=context).data)
