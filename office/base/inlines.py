"""Base class of the rows that are edited on the page of their parent."""

from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest
from unfold.admin import TabularInline

from office.base.scoping import CompanyScoped
from office.forms.binding import evaluate_choices_once


class ScopedInline(CompanyScoped, TabularInline[Any, Any]):
    extra = 0
    can_delete = False

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        searched = {*self.get_autocomplete_fields(request), *self.raw_id_fields}
        if field is not None and db_field.name not in searched:
            evaluate_choices_once(field)
        return field


class ReadOnlyInline(ScopedInline):
    """Rows to read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
