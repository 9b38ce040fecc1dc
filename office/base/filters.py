"""Filters of the managers' lists."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from office.base.scoping import list_reachable
from office.forms.choices import is_id_of

# A longer drop-down is slow to load, and nobody finds anything in it.
MAX_FILTER_LENGTH = 200

Narrow = Callable[[Any, HttpRequest], QuerySet[Any]]


class NamedChoice(admin.SimpleListFilter):
    """A filter with a fixed list of choices.

    `named_choices` holds them in the order shown: value in the query string, text, function that filters the rows.
    """

    named_choices: tuple[tuple[str, str, Narrow], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(value, text) for value, text, _ in self.named_choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for value, _, narrow in self.named_choices:
            if value == self.value():
                return narrow(queryset, request)
        return queryset


class ScopedFilter(admin.RelatedFieldListFilter):
    """A drop-down of related objects of the manager's school, at most `MAX_FILTER_LENGTH`."""

    def field_choices(self, field: Field[Any, Any], request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(row.pk, str(row)) for row in list_reachable(field.related_model, request)[:MAX_FILTER_LENGTH]]


class PersonFilter(AutocompleteSelectFilter):
    """Finds a person of the school while the manager types: a drop-down would hold thousands.

    Needs `list_filter_submit` in its ModelAdmin: it is a field of a form, and not a list of links.
    """

    template = "managers/person_filter.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not all(is_id_of(self.field.related_model, one) for one in self.lookup_val or () if one):
            raise IncorrectLookupParameters

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            choice["form"].fields[self.lookup_kwarg].queryset = list_reachable(self.field.related_model, self.request)
            yield choice | {"other_filters": self.list_other_filters(changelist)}

    def list_other_filters(self, changelist: ChangeList) -> list[tuple[str, Any]]:
        """The parameters of the list's other filters, which the form of this one would otherwise drop."""
        others = {name for spec in changelist.filter_specs if spec is not self for name in spec.used_parameters}
        return [(name, value) for name, value in self.request.GET.items() if name in others]
