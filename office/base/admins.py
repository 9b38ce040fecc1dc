"""Base classes of the admins that the apps register."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from unfold.admin import ModelAdmin

from core.dates.writing import write_english
from core.text.cleaning import clean_line
from core.text.search import Finds
from office.base.domain_errors import DomainErrorMixin
from office.base.managers import get_manager
from office.base.query_strings import SafeQueryStringMixin
from office.base.scoping import CompanyScopedMixin
from office.base.tables.exports import ExportMixin
from office.base.tables.printing import PrintMixin
from office.forms.binding import bind_form_to_company, keep_stored_values
from office.forms.changes import collect_changes
from office.forms.widgets import style_widgets
from office.ledger.history import LedgerHistoryMixin
from records.services import EventDraft, record_events


class ScopedAdmin(
    CompanyScopedMixin,
    LedgerHistoryMixin,
    PrintMixin,
    ExportMixin,
    DomainErrorMixin,
    SafeQueryStringMixin,
    ModelAdmin[Any],
):
    """A ModelAdmin for rows of the manager's school; new rows are added to that school."""

    # Counting the unfiltered rows would need a query over the whole table.
    show_full_result_count = False
    list_per_page = 50

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        style_widgets(form)
        keep_stored_values(form, obj, get_manager(request).company)
        has_company = any(field.name == "company" for field in self.opts.fields)
        return bind_form_to_company(form, get_manager(request).company_id) if has_company else form

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Allows filtering by the fields that the list shows or offers as filters, and never by a regular expression.

        Django's default allows every field of the model: a query string could then reveal a password's hash or the
        digest of a key, character by character. A regular expression can be malformed or take unbounded time.
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
        offered = (spec[0] if isinstance(spec, tuple) else spec for spec in self.get_list_filter(request))
        names = {*offered, *self.get_list_display(request), self.date_hierarchy}
        return {name.split(LOOKUP_SEP)[0] for name in names if isinstance(name, str)}

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Each field with the lookup that ignores case and accents; one that begins with a sign of Django's has its
        own."""
        fields = super().get_search_fields(request)
        return [name if name[0] in "^=@" else f"{name}{LOOKUP_SEP}{Finds.lookup_name}" for name in fields]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Normalises the term as stored text is. NULs are removed: PostgreSQL rejects a query that contains one."""
        return super().get_search_results(request, queryset, clean_line(search_term.replace("\x00", "")))

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """Adds the old and new values to Django's list of changed fields, for the event in the ledger."""
        message = super().construct_change_message(request, form, formsets, add)
        values = {} if add else collect_changes(form)
        return [*message, {"values": values}] if values else message

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.record_in_ledger("admin.added", request, [obj], message)
        with write_english():
            return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self.record_in_ledger("admin.changed", request, [obj], message)
        with write_english():
            return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        self.record_in_ledger("admin.deleted", request, list(queryset), "")
        with write_english():
            return super().log_deletions(request, queryset)

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """Records what the manager did to the rows. `ServiceAdmin` overrides it, because its services record events."""
        manager = get_manager(request)
        with write_english():
            drafts = [EventDraft(action, row, {"name": str(row), "change": message}) for row in rows]
        record_events(*drafts, company_id=manager.company_id, by=manager)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows are evidence, and records refer to them: deletion is off unless a subclass allows it."""
        return False


class ServiceAdmin(ScopedAdmin):
    """An admin that acts through services, which record their own events."""

    def record_in_ledger(self, action: str, request: HttpRequest, rows: list[Any], message: Any) -> None:
        """Does nothing: a second event would record the same act twice."""


class ReadOnlyAdmin(ScopedAdmin):
    """An admin whose rows can be viewed, not added or changed."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeletedAloneMixin:
    """The page that asks before a deletion lists the rows alone: the service that deletes them decides what goes with
    them, and no reference prevents it."""

    opts: Any

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return [str(obj) for obj in objs], {self.opts.verbose_name_plural: len(objs)}, set(), []


class DeletionImpactMixin(ModelAdmin[Any]):
    """An admin whose delete page and delete action say first what depends on the rows. Its templates show the sentences
    as `deletion_impact`."""

    def describe_deletion_impact(self, rows: list[Any]) -> list[str]:
        """The deletion impact of the rows in sentences, in a constant number of queries. Each subclass defines it."""
        raise NotImplementedError

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> Any:
        impact = self.describe_deletion_impact([context["object"]])
        return super().render_delete_form(request, {**context, "deletion_impact": impact})

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        response: HttpResponse | None = super().response_action(request, queryset, *args, **kwargs)
        # Django's delete action has no hook for the context of its page; only that page has `deletable_objects`.
        if isinstance(response, TemplateResponse) and "deletable_objects" in (context := response.context_data or {}):
            context["deletion_impact"] = self.describe_deletion_impact(list(context["queryset"]))
        return response


class SoftDeleteAdmin(DeletedAloneMixin, ScopedAdmin):
    """An admin that deletes softly: the row stays for the results that refer to it (docs/api.md, section 1)."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Sets `deleted_at` and records the deletion in one transaction. Rows deleted earlier keep their time."""
        rows = list(queryset.filter(deleted_at__isnull=True))
        self.model._default_manager.filter(pk__in=[row.pk for row in rows]).update(deleted_at=timezone.now())
        self.record_in_ledger("admin.deleted", request, rows, "")

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Writes Django's log only, skipping `ScopedAdmin`: `delete_queryset` records the event."""
        with write_english():
            return super(ScopedAdmin, self).log_deletions(request, queryset)
