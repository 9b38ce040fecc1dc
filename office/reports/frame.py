"""Reports: pages of the admin with filters, tables and exports that are no list of one model's rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django_stubs_ext import StrOrPromise

from accounts.models import User
from core.exceptions import InvalidInput
from core.replica.reading import read_from_replica
from core.tables.responses import build_table_response
from core.tables.writing import CONTENT_TYPES, OutputRow
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.tables.drawing import Table
from office.reports.filters import FilterForm


@dataclass(frozen=True)
class Shown:
    """What a report shows: its tables, and which page of a long one (`page`)."""

    tables: Sequence[Table]
    page: Page[Any] | None = None


@dataclass(frozen=True)
class Report:
    """`name` is that of the address and of the exported files. `show` takes the manager, the cleaned filters and the
    number of the page; `export` the first two, and returns the header and the rows of the file. Both may raise
    InvalidInput, naming fields of the form by `field_names`."""

    name: str
    title: StrOrPromise
    form: type[FilterForm]
    show: Callable[[User, dict[str, Any], str], Shown]
    export: Callable[[User, dict[str, Any]], tuple[Sequence[str], Iterable[OutputRow]]]
    field_names: dict[str, str] = field(default_factory=dict)


class ReportsMixin(ScopedAdmin):
    """For a ModelAdmin: the pages of its `reports`. A menu item opens one by its name (`MenuItem.page`)."""

    reports: ClassVar[tuple[Report, ...]] = ()

    def get_urls(self) -> list[URLPattern]:
        return [*(url for report in self.reports for url in self.build_report_urls(report)), *super().get_urls()]

    def build_report_urls(self, report: Report) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_{report.name}"
        page = self.admin_site.admin_view(partial(self.report_view, report=report))
        export = self.admin_site.admin_view(partial(self.report_export_view, report=report))
        return [
            path(f"{report.name}/", page, name=name),
            path(f"{report.name}.<str:format>", export, name=f"{name}_export"),
        ]

    def report_view(self, request: HttpRequest, *, report: Report) -> HttpResponse:
        self.check_may_view(request)
        form = report.form(get_manager(request), request.GET)
        shown = show_report(report, form, request)
        export = f"admin:{self.opts.app_label}_{self.opts.model_name}_{report.name}_export"
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        context = {
            **self.admin_site.each_context(request),
            "title": str(report.title),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "shown": shown,
            "exports": [(format.upper(), reverse(export, args=[format]) + query) for format in CONTENT_TYPES],
            "query_without_page": build_query_without_page(request),
        }
        return TemplateResponse(request, "reports/report.html", context)

    def report_export_view(self, request: HttpRequest, format: str, *, report: Report) -> HttpResponseBase:
        """The report as a file; the request has the query string of the page."""
        self.check_may_view(request)
        if format not in CONTENT_TYPES:
            raise Http404
        form = report.form(get_manager(request), request.GET)
        if not form.is_valid():
            raise InvalidInput(errors={name: [str(text) for text in texts] for name, texts in form.errors.items()})
        manager = get_manager(request)
        return read_from_replica(
            lambda: build_table_response(format, report.name, *report.export(manager, form.cleaned_data)), by=manager.pk
        )

    def check_may_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise PermissionDenied


def show_report(report: Report, form: FilterForm, request: HttpRequest) -> Shown:
    """No table for filters that make no sense; the form then says so."""
    if not form.is_valid():
        return Shown([])
    manager, page = get_manager(request), request.GET.get("page", "1")
    try:
        return read_from_replica(lambda: report.show(manager, form.cleaned_data, page), by=manager.pk)
    except InvalidInput as error:
        for name, texts in (error.errors or {"": [error.message]}).items():
            field_name = report.field_names.get(name, name)
            form.add_error(field_name if field_name in form.fields else None, list(texts))
        return Shown([])


def build_query_without_page(request: HttpRequest) -> str:
    """The filters, for the links to other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""
