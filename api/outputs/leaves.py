"""The Python expressions into which the fields of one value are compiled; `value` is what the field has read.

Each is what the field's own `to_representation` does (rest_framework/fields.py), without the call where that is short.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from rest_framework import serializers
from rest_framework.fields import Field

from api import output_fields

AnyField = Field[Any, Any, Any, Any]
Bind = Callable[[Any], str]  # gives an object a name in the compiled code

# Fields that need no context: one that belongs to the class serves all of its serializers.
PURE = frozenset(
    {
        serializers.BooleanField,
        serializers.CharField,
        serializers.ChoiceField,
        serializers.EmailField,
        serializers.FloatField,
        serializers.IntegerField,
        serializers.URLField,
        serializers.UUIDField,
        output_fields.Day,
        output_fields.FileAddress,
        output_fields.Hours,
        output_fields.Id,
        output_fields.Moment,
        output_fields.Optional,
        output_fields.SchoolDay,
        output_fields.Unix,
    }
)
EXPRESSIONS: dict[Any, str] = {
    serializers.CharField.to_representation: (
        "value if value.__class__ is str else write_id(value) if value.__class__ is UUID else str(value)"
    ),
    serializers.IntegerField.to_representation: "value if value.__class__ is int else int(value)",
    serializers.FloatField.to_representation: "value if value.__class__ is float else float(value)",
    output_fields.Optional.to_representation: "value or None",
}

# Of fields that need the context of their serializer.
WITH_CONTEXT: dict[Any, str] = {
    output_fields.ZonedMoment.to_representation: (
        "value.astimezone(serializer.context['zone']).isoformat(timespec='seconds')"
    ),
}


def write_id(value: UUID) -> str:
    """The same as `str(value)`, in a third of the time: each row of a list has several ids."""
    return orjson.dumps(value)[1:-1].decode()


# Of fields that read the row in their own way: what they make of the attribute.
READS: dict[Any, str] = {
    Field.get_attribute: "value",
    output_fields.SchoolDay.get_attribute: "row.company.local_date(value) if value else None",
    output_fields.Unix.get_attribute: "to_unix_seconds(value)",
}


def is_pure_leaf(field: AnyField) -> bool:
    if type(field) in (serializers.ListField, serializers.DictField):
        return is_pure_leaf(field.child)  # type: ignore[attr-defined]
    return type(field) in PURE


def write_leaf(field: AnyField, bind: Bind) -> str:
    """The expression of a pure field."""
    represent = type(field).to_representation
    if represent in EXPRESSIONS:
        return EXPRESSIONS[represent]
    own = f"{bind(field.to_representation)}(value)"
    if represent is serializers.BooleanField.to_representation:
        return f"value if value is True or value is False else {own}"
    if represent is serializers.ChoiceField.to_representation:
        choices = bind(field.choice_strings_to_values)  # type: ignore[attr-defined]
        return f"{choices}.get(value, value) if isinstance(value, str) else {own}"
    return own
