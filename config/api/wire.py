"""How values are written on the wire (contract section 1: Ids, Time)."""

from datetime import UTC, date, datetime
from typing import Any, overload

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers


@overload
def moment(value: datetime) -> str: ...
@overload
def moment(value: None) -> None: ...
def moment(value: datetime | None) -> str | None:
    """`YYYY-MM-DD HH:MM:SS` in UTC."""
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") if value else None


def unix(value: datetime | None) -> int:
    """Whole seconds since 1970; 0 for what has not happened."""
    return int(value.timestamp()) if value else 0


def day(value: date | None) -> str | None:
    """`YYYY-MM-DD`. A moment is refused: it has a day only at a school (`Company.local_date`)."""
    if isinstance(value, datetime):
        raise TypeError("A moment has a day only in a zone.")
    return value.isoformat() if value else None


class Id(serializers.CharField):
    """Any id, as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class Moment(serializers.Field[Any, Any, str | None, Any]):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: datetime) -> str | None:
        return moment(value)


class Day(Moment):
    def to_representation(self, value: date) -> str | None:
        return day(value)


class SchoolDay(Day):
    """The day that a moment has at the school of its row, which `company` leads to."""

    def get_attribute(self, instance: Any) -> date | None:
        moment = super().get_attribute(instance)
        return instance.company.local_date(moment) if moment else None


class Unix(serializers.IntegerField):
    """Unix seconds; `None` in the database is answered 0."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> int:
        return unix(super().get_attribute(instance))


class Optional(serializers.CharField):
    """Text that is null on the wire when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: str) -> str | None:  # type: ignore[override]
        return value or None
