"""The filters of the list of people (docs/api.md, section 13)."""

from typing import Any

import django_filters
from django.db.models import F

from accounts.models import User
from accounts.querysets import UserQuerySet, filter_by_person
from api.filters import MAX_GROUP, CheckedFilter
from api.input_fields import FlagField, OptionalIdField, TextField, WholeNumberField
from api.parameters import MAX_VALUE_LENGTH


class PeopleFilter(django_filters.FilterSet):
    """`username`, `group`, `active`, `pilot_group`; each narrows further."""

    username = CheckedFilter(method="by_username", by=TextField(max_length=MAX_VALUE_LENGTH, allow_blank=True))
    group = CheckedFilter("group", by=WholeNumberField(min_value=0, max_value=MAX_GROUP))
    active = CheckedFilter("is_active", by=FlagField())
    pilot_group = CheckedFilter(method="by_pilot_group", by=OptionalIdField())

    class Meta:
        model = User
        fields: tuple[str, ...] = ()

    def by_username(self, rows: UserQuerySet, name: str, value: str) -> UserQuerySet:
        return filter_by_person(rows, value)

    def by_pilot_group(self, rows: UserQuerySet, name: str, value: Any) -> UserQuerySet:
        """Only groups of the person's school, because another school's group may hold people of this one."""
        return rows.filter(pilot_groups=value, pilot_groups__company=F("company"))


PARAMETERS = set(PeopleFilter.base_filters)
