"""The filters of the students list (docs/api.md, section 7)."""

from typing import Any

import django_filters
from django.db.models import F

from accounts.querysets import filter_by_person
from api.filters import MAX_GROUP, CheckedFilter, apply_filters
from api.input_fields import ChoiceField, FlagField, OptionalIdField, TextField, WholeNumberField
from api.parameters import MAX_VALUE_LENGTH
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet


class StudentsFilter(django_filters.FilterSet):
    """`training`, `finished`, `state`, `group`, `pilot_group`, `username`; each narrows further."""

    training = CheckedFilter("training_id", by=OptionalIdField())
    finished = CheckedFilter(method="by_finished", by=FlagField())
    state = CheckedFilter(method="by_state", by=ChoiceField(choices=Enrollment.State.choices))
    group = CheckedFilter("user__group", by=WholeNumberField(min_value=0, max_value=MAX_GROUP))
    pilot_group = CheckedFilter(method="by_pilot_group", by=OptionalIdField())
    username = CheckedFilter(method="by_username", by=TextField(max_length=MAX_VALUE_LENGTH, allow_blank=True))

    class Meta:
        model = Enrollment
        fields: tuple[str, ...] = ()

    def by_finished(self, rows: EnrollmentQuerySet, name: str, value: bool) -> EnrollmentQuerySet:
        return rows.finished() if value else rows.unfinished()

    def by_state(self, rows: EnrollmentQuerySet, name: str, value: str) -> EnrollmentQuerySet:
        return rows.in_state(value)

    def by_pilot_group(self, rows: EnrollmentQuerySet, name: str, value: Any) -> EnrollmentQuerySet:
        """Only groups of the enrollment's school, because another school's group may hold people of this one."""
        return rows.filter(user__pilot_groups=value, user__pilot_groups__company=F("company"))

    def by_username(self, rows: EnrollmentQuerySet, name: str, value: str) -> EnrollmentQuerySet:
        """Part of "name surname" or of the e-mail address, taken literally and in either case."""
        return filter_by_person(rows, value, person="user__")


PARAMETERS = set(StudentsFilter.base_filters)


def filter_rows(rows: EnrollmentQuerySet, values: dict[str, str]) -> EnrollmentQuerySet:
    """The rows that match the parameters. Rejects malformed ones with InvalidInput, naming each."""
    return apply_filters(StudentsFilter, rows, values)
