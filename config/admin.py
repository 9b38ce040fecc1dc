"""The managers' admin site, in which a manager sees and chooses only what belongs to the own school."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Field, ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest

from accounts.models import Company


class ManagersSite(admin.AdminSite):
    """Open to managers alone (contract section 1, Roles); instructors and students have the API."""

    site_header = "Downwind"
    site_title = "Downwind"
    index_title = "Training management"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_authenticated and user.may_log_in and user.is_manager)


site = ManagersSite(name="admin")


def reachable(model: type[Model], request: HttpRequest) -> QuerySet[Any]:
    """The rows of a model that the manager may see: its `visible_to`, or the own company."""
    if model is Company:
        return Company.objects.filter(pk=request.user.company_id)
    return model._default_manager.visible_to(request.user)  # type: ignore[attr-defined]


class CompanyScoped(BaseModelAdmin):
    """Rows and choices within the manager's school. For ModelAdmins and inlines alike."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(pk__in=reachable(self.model, request).values("pk")) if self.is_scoped() else rows

    def is_scoped(self) -> bool:
        """An inline's rows are reached through a parent that has been scoped already."""
        return isinstance(self, admin.ModelAdmin)

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", reachable(db_field.related_model, request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", reachable(db_field.related_model, request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class ScopedAdmin(CompanyScoped, admin.ModelAdmin):
    """A ModelAdmin within the manager's school; a new row with a `company` field gets the manager's."""

    show_full_result_count = False
    list_per_page = 50

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and any(field.name == "company" for field in self.opts.fields):
            obj.company_id = request.user.company_id
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Records refer to rows, and rows are evidence: nothing is deleted unless its admin says how."""
        return False


class ScopedInline(CompanyScoped, admin.TabularInline):
    extra = 0
    can_delete = False


class ScopedFilter(admin.RelatedFieldListFilter):
    """The drop-down of a related object in a list's filters, with the own school's objects alone."""

    def field_choices(self, field: Field, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(row.pk, str(row)) for row in reachable(field.related_model, request)]
