"""The managers' admin site, in which a manager sees and chooses only what belongs to the own school."""

import uuid
from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.auth.views import PasswordChangeView
from django.db import transaction
from django.db.models import DateField, DateTimeField, Field, FileField, ForeignKey, ManyToManyField, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from accounts.models import Company, User
from accounts.sign_in.devices import remember_device
from core.files.uploads import UploadField
from core.origin import Channel, set_channel
from core.text.cleaning import clean_line
from office.base.changes import collect_changes
from office.base.choices import AutocompleteMany, AutocompleteOne, RowsField
from office.base.date_inputs import SchoolMomentField, SchoolMomentWidget, limit_days
from office.base.error_pages import DomainErrorForms, handle_domain_errors
from office.base.exports import Exporting
from office.base.names import get_help_text, set_field_names
from office.base.query_strings import ReadableQueryStrings
from office.base.search import render_search_results
from office.base.text_fields import normalise_text
from office.base.widgets import style_widgets
from office.people.login_forms import LoginForm, OwnPasswordForm
from records.services import EventDraft, record_events

if TYPE_CHECKING:  # unfold's classes are these with another look, and untyped
    from django.contrib.admin import AdminSite as UnfoldAdminSite
    from django.contrib.admin import ModelAdmin, TabularInline
else:
    from unfold.admin import ModelAdmin, TabularInline
    from unfold.sites import UnfoldAdminSite

MAX_FILTER_LENGTH = 200

set_field_names()


class ManagersSite(UnfoldAdminSite):
    """Open to managers alone (docs/api.md, section 1, Roles); instructors and students have the API.

    Its menu, name and colours stand in config/unfold.py.
    """

    index_title = "Overview"
    index_template = "dashboard/index.html"
    login_form = LoginForm

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_authenticated and user.may_log_in and user.is_manager)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        return super().admin_view(handle_domain_errors(use_school_time(view)), cacheable)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Without Django's page that leads from the id of any row to its public page: no row here has one."""
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        title = apps.get_app_config(app_label).verbose_name
        return super().app_index(request, app_label, {"title": title} | (extra_context or {}))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        answer = super().login(request, extra_context)
        if request.method == "POST" and isinstance(answer, HttpResponseRedirect):
            remember_device(answer, request, get_manager(request).pk)
        return answer

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        page = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            template_name="registration/password_change_form.html",
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return page(request)

    def search(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return render_search_results(self, request)


def use_school_time(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, with every time shown and taken by the school's clock, to the last line of its page. What it does is on
    record as done in the admin."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        set_channel(Channel.ADMIN)
        # Django's own widgets, lists and date hierarchies know no other way to be told the zone.
        with timezone.override(get_manager(request).company.zone):  # noqa: TID251
            response: HttpResponseBase = view(request, *args, **kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response

    return shown


site = ManagersSite(name="admin")


def get_manager(request: HttpRequest) -> User:
    """Who is at work: the site lets nobody else in."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def get_school_name(request: HttpRequest) -> str:
    """What stands above the menu."""
    return get_manager(request).company.name if request.user.is_authenticated else "Downwind"


def get_school_zone(request: HttpRequest) -> str:
    """Under the school's name: by which clock the pages tell the time."""
    return f"Times in {get_manager(request).company.timezone_id}" if request.user.is_authenticated else ""


def set_choices(form: forms.BaseForm, name: str, choices: list[tuple[Any, Any]]) -> None:
    """Gives a drop-down of `form` its choices."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField | forms.TypedChoiceField)  # noqa: S101
    field.choices = choices


def set_queryset(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    """Gives a drop-down of `form` the rows that can be chosen in it."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
    field.queryset = rows


def list_reachable(model: Any, request: HttpRequest) -> QuerySet[Any]:
    """The rows of a model that the manager may see: its `visible_to`, or the own company."""
    if model is Company:
        return Company.objects.filter(pk=get_manager(request).company_id)
    return model._default_manager.visible_to(get_manager(request))  # type: ignore[attr-defined]


def evaluate_choices_once(field: forms.ModelChoiceField) -> None:
    """Reads the choices of a drop-down now, so that all the rows of an inline share them, and not a query each."""
    choices: Any = field.choices
    field.choices = list(choices)


class CompanyScoped(BaseModelAdmin):
    """Rows and choices within the manager's school. For ModelAdmins and inlines alike."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.filter(pk__in=list_reachable(self.model, request).values("pk")) if self.is_scoped() else rows

    def is_scoped(self) -> bool:
        """An inline's rows are reached through a parent that has been scoped already."""
        return isinstance(self, admin.ModelAdmin)

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        is_moment = isinstance(db_field, DateTimeField)
        if is_moment:
            school = get_manager(request).company
            kwargs |= {"form_class": partial(SchoolMomentField, zone=school.zone), "widget": SchoolMomentWidget}
        elif isinstance(db_field, FileField):
            kwargs.setdefault("form_class", UploadField)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            if isinstance(db_field, DateField) and not is_moment:
                limit_days(field)
            normalise_text(field)
            field.help_text = field.help_text or get_help_text(self.model._meta.label, db_field.name)
        return field

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", list_reachable(db_field.related_model, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: ManyToManyField, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", list_reachable(db_field.related_model, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", AutocompleteMany(db_field, self.admin_site))
        kwargs.setdefault("form_class", RowsField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


def remember_moments(form: Any, obj: Any, school: Company) -> None:
    """Tells the form class which moments stand in the row: unchanged, they are not asked about again."""
    for name, field in form.base_fields.items():
        if isinstance(field, SchoolMomentField):
            field.use_zone(school.zone, kept=getattr(obj, name, None))


def bind_form_to_company(form: Any, company_id: uuid.UUID) -> Any:
    """The form class for a row of the school: the school is filled in before anything is checked, so that a name that
    must be unique in it is refused by the form and not by the database."""

    class OfCompany(form):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if self.instance._state.adding:
                self.instance.company_id = company_id

        def _get_validation_exclusions(self) -> set[str]:
            return super()._get_validation_exclusions() - {"company"}

    return OfCompany


class ScopedAdmin(CompanyScoped, Exporting, DomainErrorForms, ReadableQueryStrings, ModelAdmin):
    """A ModelAdmin within the manager's school, to which every new row belongs."""

    show_full_result_count = False
    list_per_page = 50

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        style_widgets(form)
        remember_moments(form, obj, get_manager(request).company)
        belongs = any(field.name == "company" for field in self.opts.fields)
        return bind_form_to_company(form, get_manager(request).company_id) if belongs else form

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """A list is narrowed by the fields that it shows or offers as filters. By any other, Django's own default, an
        address could find out a password's hash or a key's digest, letter by letter. And never by a regular expression,
        which can be wrong, or take for ever."""
        hidden = (
            {field.name for field in self.opts.get_fields()}
            - {self.opts.pk.name}
            - self.list_filterable_fields(request)
        )
        parts = lookup.split(LOOKUP_SEP)
        if parts[0] in hidden or parts[-1] in {"regex", "iregex"}:
            return False
        return super().lookup_allowed(lookup, value, request)

    def list_filterable_fields(self, request: HttpRequest) -> set[str]:
        offered = (one[0] if isinstance(one, tuple) else one for one in self.get_list_filter(request))
        names = {*offered, *self.get_list_display(request), self.date_hierarchy}
        return {name.split(LOOKUP_SEP)[0] for name in names if isinstance(name, str)}

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """By the term as text is kept. No text in PostgreSQL has a NUL, and looking for one is an error there."""
        return super().get_search_results(request, queryset, clean_line(search_term.replace("\x00", "")))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Beside the names of the changed fields, what stood in them: who reads the ledger wants to know."""
        message = super().construct_change_message(request, form, formsets, add)
        values = {} if add else collect_changes(form)
        return [*message, {"values": values}] if values else message

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.record_in_ledger("admin.added", request, [obj], message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.record_in_ledger("admin.changed", request, [obj], message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        self.record_in_ledger("admin.deleted", request, list(queryset), "")
        return super().log_deletions(request, queryset)

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """What a manager does in the admin is on record like everything else: who, what, which fields."""
        manager = get_manager(request)
        drafts = [EventDraft(action, row, {"name": str(row), "change": message}) for row in rows]
        record_events(*drafts, company_id=manager.company_id, by=manager)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Records refer to rows, and rows are evidence: nothing is deleted unless its admin says how."""
        return False


class SoftDeleting(ScopedAdmin):
    """Deleting takes the row out of use and keeps it for the results that refer to it."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset.filter(deleted_at__isnull=True))
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(deleted_at=timezone.now())
        self.record_in_ledger("admin.deleted", request, rows, "")

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Django calls this before it deletes; the ledger is told by what deletes, in one transaction with it."""
        return super(ScopedAdmin, self).log_deletions(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What refers to the rows stays, so nothing else goes with them and nothing protects them."""
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []


class ScopedInline(CompanyScoped, TabularInline):
    extra = 0
    can_delete = False

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        searched = {*self.get_autocomplete_fields(request), *self.raw_id_fields}
        if field is not None and db_field.name not in searched:
            evaluate_choices_once(field)
        return field


class ScopedFilter(admin.RelatedFieldListFilter):
    """The drop-down of a related object in a list's filters: the own school's alone, as many as a page can hold."""

    def field_choices(self, field: Field, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(row.pk, str(row)) for row in list_reachable(field.related_model, request)[:MAX_FILTER_LENGTH]]
