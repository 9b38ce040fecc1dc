"""Filters of lists: each value is validated by the serializer field that validates it in a body."""

from typing import Any, TypeVar, cast

import django_filters
from django import forms
from django.db.models import QuerySet
from rest_framework import serializers

from core.exceptions import InvalidInput

R = TypeVar("R", bound="QuerySet[Any]")

MAX_GROUP = 32_767  # the largest value of the column of a role, a SMALLINT


class CheckedField(forms.Field):
    """A filter's value, validated by the serializer field for the same value in a request body."""

    def __init__(self, *, by: serializers.Field[Any, Any, Any, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by

    def clean(self, value: Any) -> Any:
        if value in (None, ""):
            return None
        try:
            return self.by.run_validation(value)
        except serializers.ValidationError as error:
            raise forms.ValidationError([str(text) for text in error.detail]) from error


class CheckedFilter(django_filters.Filter):
    field_class = CheckedField


def apply_filters(filters: type[django_filters.FilterSet], rows: R, values: dict[str, str]) -> R:
    """The rows that match the parameters. Rejects malformed ones with InvalidInput, naming each."""
    form = filters(values, rows)
    if not form.is_valid():
        raise InvalidInput(errors={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return cast(R, form.qs)  # filters keep the class of the queryset they are given
