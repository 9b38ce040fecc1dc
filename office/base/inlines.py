"""Base classes of inlines: rows that are shown or edited on the page of their parent."""

from typing import Any

from django import forms
from django.db.models import ForeignKey
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from unfold.admin import TabularInline

from office.base.scoping import CompanyScopedMixin
from office.forms.row_sets import BatchFormSet, BatchRowForm, LoadedChoiceField, evaluate_choices_once


class ScopedInline(CompanyScopedMixin, TabularInline[Any, Any]):
    extra = 0
    can_delete = False
    form: type[forms.ModelForm[Any]] = BatchRowForm
    formset: type[BaseInlineFormSet[Any, Any, Any]] = BatchFormSet

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {*self.get_autocomplete_fields(request), *self.raw_id_fields}:
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        kwargs.setdefault("form_class", LoadedChoiceField)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None:
            evaluate_choices_once(field)
        return field


class ReadOnlyInline(ScopedInline):
    """An inline whose rows can be viewed, not added or changed."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
