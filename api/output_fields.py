"""Output fields: the formats of values on the wire (docs/api.md, section 1, Ids and Time)."""

from datetime import date, datetime, tzinfo
from typing import Any

from django.db.models.fields.files import FieldFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.timestamps import format_day, format_moment, to_unix_seconds


class Id(serializers.CharField):
    """Any id, as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)


@extend_schema_field(OpenApiTypes.STR)
class Moment(serializers.Field[Any, Any, str | None, Any]):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: datetime) -> str | None:
        return format_moment(value)


@extend_schema_field(OpenApiTypes.DATETIME)
class ZonedMoment(Moment):
    """ISO 8601 with the offset of the context's `zone`, which the caller named."""

    def to_representation(self, value: datetime) -> str:
        zone: tzinfo = self.context["zone"]
        return value.astimezone(zone).isoformat(timespec="seconds")


class Day(Moment):
    def to_representation(self, value: date) -> str | None:
        return format_day(value)


class SchoolDay(Day):
    """The date of a moment at the school; the row must have a `company`."""

    def get_attribute(self, instance: Any) -> date | None:
        moment = super().get_attribute(instance)
        return instance.company.local_date(moment) if moment else None


class Unix(serializers.IntegerField):
    """Unix seconds; 0 for None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> int:
        moment: Any = super().get_attribute(instance)
        return to_unix_seconds(moment)


class Hours(serializers.FloatField):
    """Decimal hours as a JSON number."""


@extend_schema_field(OpenApiTypes.STR)
class FileAddress(serializers.Field[Any, Any, str | None, Any]):
    """The address of an uploaded file; null when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        # Most people have no picture, and Django would make an object for each of them that says so.
        stored = vars(instance).get(self.source, instance)
        return super().get_attribute(instance) if stored else None

    def to_representation(self, value: FieldFile) -> str | None:
        return value.url if value else None


@extend_schema_field(OpenApiTypes.STR)
class Optional(serializers.Field[Any, Any, str | None, Any]):
    """Text that is null on the wire when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, allow_null=True, **kwargs)

    def to_representation(self, value: str) -> str | None:
        return value or None
