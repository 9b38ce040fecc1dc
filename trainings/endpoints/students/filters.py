"""What managers narrow the list of students by (docs/api.md, section 7)."""

import re
from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from rest_framework import serializers

from api.input_fields import FlagField, OptionalIdField, TextField, WholeNumberField
from api.parameters import MAX_VALUE_LENGTH
from core.exceptions import InvalidInput
from trainings.models import Enrollment

Rows = QuerySet[Enrollment, Any]

MAX_GROUP = 32_767
# Longer than any name and any e-mail address.
MAX_MATCH_LENGTH = 254


class CheckedField(forms.Field):
    """A filter's value, checked by the field that checks the same thing in a body."""

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


class StudentsFilter(django_filters.FilterSet):
    """`training`, `finished`, `group`, `pilot_group`, `username`; each narrows further."""

    training = CheckedFilter("training_id", by=OptionalIdField())
    finished = CheckedFilter(method="by_finished", by=FlagField())
    group = CheckedFilter("user__group", by=WholeNumberField(min_value=0, max_value=MAX_GROUP))
    pilot_group = CheckedFilter(method="by_pilot_group", by=OptionalIdField())
    username = CheckedFilter(method="by_username", by=TextField(max_length=MAX_VALUE_LENGTH, allow_blank=True))

    class Meta:
        model = Enrollment
        fields: tuple[str, ...] = ()

    def by_finished(self, rows: Rows, name: str, value: bool) -> Rows:
        return rows.filter(finished_at__isnull=not value)

    def by_pilot_group(self, rows: Rows, name: str, value: Any) -> Rows:
        """Groups of the own school: another school's may well hold people of this one."""
        return rows.filter(user__pilot_groups=value, user__pilot_groups__company=F("company"))

    def by_username(self, rows: Rows, name: str, value: str) -> Rows:
        """Part of "name surname" or of the e-mail address, taken literally.

        An escaped expression and not `icontains`, because SQLite's LIKE does not know that É is é.
        """
        if len(value) > MAX_MATCH_LENGTH:
            return rows.none()
        literal = re.escape(value)
        rows = rows.alias(full_name=Concat("user__name", Value(" "), "user__surname"))
        return rows.filter(Q(full_name__iregex=literal) | Q(user__email__iregex=literal))


PARAMETERS = set(StudentsFilter.base_filters)


def filter_rows(rows: Rows, values: dict[str, str]) -> Rows:
    """The rows that the parameters ask for; refuses with InvalidInput, naming each malformed one."""
    asked = StudentsFilter(values, rows)
    if not asked.is_valid():
        raise InvalidInput(errors={name: [str(text) for text in texts] for name, texts in asked.errors.items()})
    found: Rows = asked.qs
    return found
