"""Base classes of inlines: rows that are shown or edited on the page of their parent."""

from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest
from unfold.admin import TabularInline

from office.base.scoping import CompanyScopedMixin
from office.forms.binding import evaluate_choices_once


class ScopedInline(CompanyScopedMixin, TabularInline[Any, Any]):
    extra = 0
    can_delete = False

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        loaded_on_demand = {*self.get_autocomplete_fields(request), *self.raw_id_fields}
        if field is not None and db_field.name not in loaded_on_demand:
            evaluate_choices_once(field)
        return field


class ReadOnlyInline(ScopedInline):
    """An inline whose rows can be viewed, not added or changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
