"""Limits rows and choices to the manager's school: no page of the admin shows or accepts another school's."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import InlineModelAdmin
from django.contrib.admin.utils import unquote
from django.db.models import DateField, DateTimeField, Field, FileField, ForeignKey, ManyToManyField, Q, QuerySet
from django.forms.models import _get_foreign_key
from django.http import HttpRequest
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import Company, User
from core.files.uploads import UploadField
from office.base.managers import get_manager
from office.base.registration import AdminDeclarations
from office.forms.choices import AutocompleteMany, AutocompleteOne, SafeModelMultipleChoiceField, is_possible_id
from office.forms.date_inputs import (
    DayField,
    SchoolMomentField,
    SchoolMomentWidget,
    build_duration_field,
)
from office.forms.pickers import ColorInput, LanguageField
from office.forms.text_fields import normalise_text

# The columns that hold a colour, and whether white text stands on it.
COLORS = {"color": False, "accent_color": True}


def list_visible_rows(model: Any, request: HttpRequest) -> QuerySet[Any]:
    """The rows of a model that the manager may see: those of its `visible_to`; of `Company`, the manager's own."""
    rows: QuerySet[Any]
    if model is Company:
        rows = Company.objects.filter(pk=get_manager(request).company_id)
    else:
        rows = model._default_manager.visible_to(get_manager(request))
    return rows


class CompanyScopedMixin(AdminDeclarations):
    """For a ModelAdmin or an inline: limits rows and choices to the manager's school."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        # A subquery, so that the joins by which `visible_to` filters cannot repeat rows or disturb annotations.
        return rows.filter(pk__in=list_visible_rows(self.model, request).values("pk")) if self.is_scoped() else rows

    def is_scoped(self) -> bool:
        """Whether `get_queryset` filters. Not in inlines: their rows are reached through a parent that is filtered."""
        return isinstance(self, admin.ModelAdmin)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        is_moment = isinstance(db_field, DateTimeField)
        if is_moment:
            school = get_manager(request).company
            kwargs |= {"form_class": partial(SchoolMomentField, zone=school.zone), "widget": SchoolMomentWidget}
        elif isinstance(db_field, DateField):
            kwargs.setdefault("form_class", DayField)
        elif db_field.name in self.durations:
            kwargs.update(form_class=build_duration_field, widget=UnfoldAdminTextInputWidget)
        elif db_field.name in COLORS:
            kwargs["widget"] = ColorInput(shows_contrast=COLORS[db_field.name])
        elif db_field.name == "language":
            kwargs |= {"form_class": LanguageField, "widget": UnfoldAdminSelectWidget}
        elif isinstance(db_field, FileField):
            kwargs.setdefault("form_class", UploadField)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            normalise_text(field)
            field.help_text = field.help_text or self.field_help.get(db_field.name, "")
        return field

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", list_visible_rows(db_field.related_model, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", list_visible_rows(db_field.related_model, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteMany(db_field, self.admin_site))
        kwargs.setdefault("form_class", SafeModelMultipleChoiceField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class StaffChoicesMixin(CompanyScopedMixin):
    """For a ModelAdmin or an inline: offers only staff as teacher, manager of a training, supervisor or instructor, and
    whoever the rows of the page name already, although deleted or no longer staff since."""

    def formfield_for_foreignkey(self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"teacher", "manager", "supervisor", "instructor"}:
            by = get_manager(request)
            staff = User.objects.visible_to(by).staff()
            named = self.list_rows_of_page(request).values(db_field.attname)
            kwargs["queryset"] = User.objects.of_school(by).filter(Q(pk__in=staff) | Q(pk__in=named)).by_name()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def list_rows_of_page(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows of this model that the change page of a row edits."""
        match = request.resolver_match
        id = unquote(str(match.kwargs.get("object_id", ""))) if match else ""
        if isinstance(self, InlineModelAdmin):
            parent = _get_foreign_key(self.parent_model, self.model, fk_name=self.fk_name)
            page, lookup = self.parent_model, parent.name
        else:
            page, lookup = self.model, "pk"
        rows: QuerySet[Any] = self.model._default_manager.all()
        return rows.filter(**{lookup: id}) if is_possible_id(page, id) else rows.none()
