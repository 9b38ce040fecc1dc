"""Filters of the managers' lists."""

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Field, QuerySet
from django.http import HttpRequest
from django_stubs_ext import StrOrPromise
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from office.base.scoping import list_visible_rows
from office.forms.choices import is_possible_id

# A longer drop-down is slow to load and hard to use.
MAX_FILTER_CHOICES = 200

RowFilter = Callable[[Any, HttpRequest], QuerySet[Any]]


class NamedChoiceFilter(admin.SimpleListFilter):
    """A filter with a fixed list of choices.

    `named_choices` holds them in the order shown: value in the query string, label, function that filters
    the rows.
    """

    named_choices: tuple[tuple[str, StrOrPromise, RowFilter], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(value, str(text)) for value, text, _ in self.named_choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for value, _, filter_rows in self.named_choices:
            if value == self.value():
                return filter_rows(queryset, request)
        return queryset


class ScopedFilter(admin.RelatedFieldListFilter):
    """A drop-down of related objects of the manager's school, at most `MAX_FILTER_CHOICES`."""

    def field_choices(self, field: Field[Any, Any], request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(row.pk, str(row)) for row in list_visible_rows(field.related_model, request)[:MAX_FILTER_CHOICES]]


class PersonFilter(AutocompleteSelectFilter):
    """Finds a person of the school while the manager types: a drop-down would hold thousands.

    Its ModelAdmin needs `list_filter_submit = True`, because this filter is a form field and not a list of links.
    """

    template = "managers/person_filter.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not all(is_possible_id(self.field.related_model, id) for id in self.lookup_val or () if id):
            raise IncorrectLookupParameters

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            choice["form"].fields[self.lookup_kwarg].queryset = list_visible_rows(
                self.field.related_model, self.request
            )
            yield choice | {"other_filters": self.list_other_filters(changelist)}

    def list_other_filters(self, changelist: ChangeList) -> list[tuple[str, Any]]:
        """The parameters of the other filters, for hidden inputs: submitting this filter must not reset them."""
        others = {name for spec in changelist.filter_specs if spec is not self for name in spec.used_parameters}
        return [(name, value) for name, value in self.request.GET.items() if name in others]
