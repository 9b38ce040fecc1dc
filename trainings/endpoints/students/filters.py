"""The filters of the students list (docs/api.md, section 7)."""

import re
from typing import Any, cast

import django_filters
from django import forms
from django.db.models import F, Q, Value
from django.db.models.functions import Concat
from rest_framework import serializers

from api.input_fields import FlagField, OptionalIdField, TextField, WholeNumberField
from api.parameters import MAX_VALUE_LENGTH
from core.exceptions import InvalidInput
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet

MAX_GROUP = 32_767  # the largest value of the column, a SMALLINT
MAX_MATCH_LENGTH = 254  # no name and no e-mail address is longer, so a longer text matches nothing


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

    def by_finished(self, rows: EnrollmentQuerySet, name: str, value: bool) -> EnrollmentQuerySet:
        return rows.filter(finished_at__isnull=not value)

    def by_pilot_group(self, rows: EnrollmentQuerySet, name: str, value: Any) -> EnrollmentQuerySet:
        """Only groups of the enrollment's school, because another school's group may hold people of this one."""
        return rows.filter(user__pilot_groups=value, user__pilot_groups__company=F("company"))

    def by_username(self, rows: EnrollmentQuerySet, name: str, value: str) -> EnrollmentQuerySet:
        """Part of "name surname" or of the e-mail address, taken literally and in either case."""
        if len(value) > MAX_MATCH_LENGTH:
            return rows.none()
        # Not `icontains`, which is LIKE on SQLite, and that ignores case only in ASCII: É would not match é.
        literal = re.escape(value)
        rows = rows.alias(full_name=Concat("user__name", Value(" "), "user__surname"))
        return rows.filter(Q(full_name__iregex=literal) | Q(user__email__iregex=literal))


PARAMETERS = set(StudentsFilter.base_filters)


def filter_rows(rows: EnrollmentQuerySet, values: dict[str, str]) -> EnrollmentQuerySet:
    """The rows that match the parameters. Rejects malformed ones with InvalidInput, naming each."""
    form = StudentsFilter(values, rows)
    if not form.is_valid():
        raise InvalidInput(errors={name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return cast(EnrollmentQuerySet, form.qs)  # filters keep the class of the queryset they are given
