"""Base classes of the admins that the apps register."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest
from django.utils import timezone
from unfold.admin import ModelAdmin

from core.text.cleaning import clean_line
from office.base.domain_errors import DomainErrorForms
from office.base.exports import Exporting
from office.base.managers import get_manager
from office.base.query_strings import SafeQueryStrings
from office.base.scoping import CompanyScoped
from office.forms.binding import bind_form_to_company, keep_stored_moments
from office.forms.changes import collect_changes
from office.forms.widgets import style_widgets
from records.services import EventDraft, record_events


class ScopedAdmin(CompanyScoped, Exporting, DomainErrorForms, SafeQueryStrings, ModelAdmin[Any]):
    """A ModelAdmin within the manager's school, to which every new row belongs."""

    # The number of rows without filters would cost a query over the whole table.
    show_full_result_count = False
    list_per_page = 50

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        style_widgets(form)
        keep_stored_moments(form, obj, get_manager(request).company)
        has_company = any(field.name == "company" for field in self.opts.fields)
        return bind_form_to_company(form, get_manager(request).company_id) if has_company else form

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Allows filtering by the fields that the list shows or offers as filters, and never by a regular expression.

        Django's default allows every field of the model: a query string could then find out a password's hash or the
        digest of a key, letter by letter. Regular expressions can be malformed, or take for ever to match.
        """
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
        """Searches for the term as text is stored. No text in PostgreSQL has a NUL, and searching for one fails."""
        return super().get_search_results(request, queryset, clean_line(search_term.replace("\x00", "")))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Adds the values before and after to Django's list of changed fields: they are recorded in the ledger."""
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
        """Records what the manager did to the rows. An admin whose services record events themselves overrides it."""
        manager = get_manager(request)
        drafts = [EventDraft(action, row, {"name": str(row), "change": message}) for row in rows]
        record_events(*drafts, company_id=manager.company_id, by=manager)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Records refer to rows, and rows are evidence: nothing is deleted unless its admin says how."""
        return False


class ServiceRecorded(ScopedAdmin):
    """An admin that acts through services, which record their own events."""

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """Nothing: a second event would record the same act again."""


class ReadOnlyAdmin(ScopedAdmin):
    """Pages to read."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class SoftDeleting(ScopedAdmin):
    """Deleting takes the row out of use and keeps it for the results that refer to it (docs/api.md, section 1)."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Sets `deleted_at` and records it, together or not at all. Rows deleted before keep their time."""
        rows = list(queryset.filter(deleted_at__isnull=True))
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(deleted_at=timezone.now())
        self.record_in_ledger("admin.deleted", request, rows, "")

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Writes Django's log alone. Django calls this before it deletes; `delete_queryset` records the event."""
        return super(ScopedAdmin, self).log_deletions(request, queryset)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The rows alone: what refers to them stays, so nothing is deleted with them and nothing protects them."""
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []
