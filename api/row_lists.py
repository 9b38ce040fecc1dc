"""Lists on the wire."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from rest_framework import serializers

T = TypeVar("T")


def to_rows(output: type[serializers.BaseSerializer[T]], rows: Iterable[T], **context: object) -> list[dict[str, Any]]:
    """Each of `rows` as `output` writes it; `context` is what its fields read from the serializer's context.

    The same as `output(rows, many=True).data`, which no type checker can follow: `many=True` makes another class.
    """
    return cast(list[dict[str, Any]], output.many_init(rows, context=context).data)
