"""Filters of the managers' lists."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest

from office.base.choices import is_id_of
from office.base.site import list_reachable

if TYPE_CHECKING:  # unfold is untyped
    AutocompleteSelectFilter = Any
else:
    from unfold.contrib.filters.admin import AutocompleteSelectFilter


class NamedChoice(admin.SimpleListFilter):
    """A filter of a list whose choices are named ways to narrow it, each a method of the rows' queryset.

    `ways` holds them in the order shown: what stands in the address, what people read, what narrows.
    """

    ways: tuple[tuple[str, str, Callable[[Any, HttpRequest], Any]], ...] = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(value, text) for value, text, _ in self.ways]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        for value, _, narrowed in self.ways:
            if value == self.value():
                return narrowed(queryset, request)  # type: ignore[no-any-return]
        return queryset


class PersonFilter(AutocompleteSelectFilter):
    """Finds a person of the school while one types: a drop-down of thousands of people would be no help.

    Needs `list_filter_submit` in its ModelAdmin: it is a field of a form, and not a list of links.
    """

    template = "managers/person_filter.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not all(is_id_of(self.field.related_model, one) for one in self.lookup_val or () if one):
            raise IncorrectLookupParameters

    def choices(self, changelist: Any) -> Iterator[dict[str, Any]]:
        for choice in super().choices(changelist):
            choice["form"].fields[self.lookup_kwarg].queryset = list_reachable(self.field.related_model, self.request)
            yield choice | {"kept": self.kept(changelist)}

    def kept(self, changelist: Any) -> list[tuple[str, str]]:
        """What the other filters of the list narrow it by at present."""
        others = {name for spec in changelist.filter_specs if spec is not self for name in spec.used_parameters}
        return [(name, value) for name, value in self.request.GET.items() if name in others]
