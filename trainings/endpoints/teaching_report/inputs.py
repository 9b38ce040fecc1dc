"""The filters of the teaching report."""

from typing import Any

from rest_framework import serializers

from api.input_fields import DayField, OptionalIdField


class PeriodInput(serializers.Serializer[Any]):
    to = DayField(source="last_day")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a keyword, which cannot name an attribute."""
        return {**super().get_fields(), "from": DayField(source="first_day")}


class TeachingReportInput(PeriodInput):
    training = OptionalIdField(source="training_id")
