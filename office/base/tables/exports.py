"""Exports the lists of the admin as files, with the list's filters, search, order and columns, and after these what an
import needs to read the file again."""

import html
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, tzinfo
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, ClassVar, NamedTuple

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, PermissionDenied
from django.db.models import DateTimeField
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.admin import ModelAdmin

from core.batches import iterate_batches
from core.dates.writing import write_english
from core.progress import track
from core.replica.reading import read_from_replica
from core.school_time import get_clock_time
from core.tables.writing import CONTENT_TYPES, CSV, WRITERS, XLSX, Cell, OutputRow
from office.background.starting import MAX_ROWS_IN_REQUEST, redirect_to_job, start_job
from office.base.managers import get_manager
from office.base.tables.labels import build_label
from office.models import BackgroundJob

# Limits the size of a file; one with more than MAX_ROWS_IN_REQUEST rows is written by the worker.
MAX_ROWS = 50_000
PAGE_SIZE = 500  # rows in memory at a time


class ListButton(NamedTuple):
    """A button above a list: the page of the same ModelAdmin that it opens, its text and its icon."""

    page: str
    title: StrOrPromise
    icon: str


class ExportColumn(NamedTuple):
    """A column of the file that the list does not show: its heading, and what it holds of a row."""

    heading: StrOrPromise
    read: Callable[[Any], Any]


class ExportMixin(ModelAdmin[Any]):
    """For a ModelAdmin: adds a button for each export format, and those of `list_buttons`, above its list."""

    change_list_template = "managers/change_list.html"
    list_buttons: ClassVar[tuple[ListButton, ...]] = ()
    export_columns: ClassVar[tuple[ExportColumn, ...]] = ()
    screen_columns: ClassVar[tuple[str, ...]] = ("action_checkbox",)  # of the list that no file has: boxes and links
    export_prefetch: ClassVar[tuple[str, ...]] = ()  # relations that these columns read
    export_formats: ClassVar[dict[str, StrOrPromise]] = {
        XLSX: gettext_lazy("Export XLSX"),
        CSV: gettext_lazy("Export CSV"),
    }

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        return [path("export.<str:format>", view, name=name), *super().get_urls()]

    def export_view(self, request: HttpRequest, format: str) -> HttpResponseBase:
        """The list as a file; the request has the query string of the list."""
        if format not in CONTENT_TYPES:
            raise Http404
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        try:
            changelist = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(address)
        # One row more than allowed shows that there are too many, without counting all of them.
        by = get_manager(request).pk
        ids = read_from_replica(lambda: list(changelist.queryset.values_list("pk", flat=True)[: MAX_ROWS + 1]), by=by)
        if len(ids) > MAX_ROWS:
            text = gettext("The list has more than %(limit)s rows. Filter it first.") % {"limit": MAX_ROWS}
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(f"{address}?{request.GET.urlencode()}")
        with write_english():  # names of files are the same for everybody
            name = str(self.opts.verbose_name_plural)
        if len(ids) > MAX_ROWS_IN_REQUEST:
            return redirect_to_job(self.start_export(request, format, name))
        return read_from_replica(
            lambda: build_file_response(format, name, iterate_table(changelist, request, ids)), by=by
        )

    def start_export(self, request: HttpRequest, format: str, name: str) -> BackgroundJob:
        return start_job(
            user=get_manager(request),
            model=self.model,
            kind=BackgroundJob.Kind.EXPORT,
            title=f"{name}.{format}",
            query=request.GET.urlencode(),
            format=format,
        )


def build_file_response(format: str, name: str, rows: Iterator[OutputRow]) -> FileResponse:
    """The rows as a download. The file is written to disk before the response begins, so that an error gives status 500
    instead of a truncated file, and the list need not fit into memory."""
    with ExitStack() as unless_written:
        file = unless_written.enter_context(TemporaryFile())
        WRITERS[format](rows, file)
        file.seek(0)
        unless_written.pop_all()  # the response closes it
    response = FileResponse(
        file, as_attachment=True, filename=f"{name.replace(' ', '-')}.{format}", content_type=CONTENT_TYPES[format]
    )
    response["Cache-Control"] = "no-store"
    return response


def iterate_table(
    changelist: ChangeList, request: HttpRequest, ids: list[Any], more: tuple[ExportColumn, ...] | None = None
) -> Iterator[OutputRow]:
    """The header and the rows: the columns of the list, and after them `more`, by default the `export_columns`.

    Rows are loaded page by page, like pages of the list (annotations, `select_related`).

    `ids` fixes the rows and their order, so that rows added meanwhile cannot shift others between pages.
    """
    model_admin: Any = changelist.model_admin  # an ExportMixin
    columns = [name for name in changelist.list_display if name not in model_admin.screen_columns]
    more = model_admin.export_columns if more is None else more
    all_rows, prefetch = changelist.queryset, model_admin.export_prefetch if more else ()
    zone = get_manager(request).company.zone
    yield [*(build_heading(changelist, name, zone) for name in columns), *(str(column.heading) for column in more)]
    changelist.page_num, changelist.list_per_page = 1, PAGE_SIZE
    try:
        for page_ids in track(list(iterate_batches(ids, PAGE_SIZE)), size=PAGE_SIZE):
            changelist.queryset = all_rows.filter(pk__in=page_ids).prefetch_related(*prefetch)
            changelist.get_results(request)
            for row in changelist.result_list:
                shown = (read_cell(changelist.model_admin, name, row, zone) for name in columns)
                yield [*shown, *(format_cell(column.read(row), zone) for column in more)]
    finally:  # a file that failed on the standby is begun anew
        changelist.queryset = all_rows


def build_heading(changelist: ChangeList, name: Any, zone: tzinfo) -> str:
    """The label of a column; of moments, with the time zone, because a cell has none."""
    label = build_label(changelist.model_admin, name)
    try:
        is_moment = isinstance(changelist.lookup_opts.get_field(name), DateTimeField)
    except FieldDoesNotExist:
        is_moment = False
    return f"{label} ({zone})" if is_moment else label


def read_cell(model_admin: Any, name: Any, row: Any, zone: tzinfo) -> Cell:
    """The value that the list shows for a row in a column, as plain text or a number; moments in the time zone."""
    try:
        field, _, value = lookup_field(name, row, model_admin)
    except ObjectDoesNotExist:
        return None
    if field is not None and getattr(field, "choices", None):
        value = getattr(row, f"get_{name}_display")()
    return format_cell(value, zone)


def format_cell(value: Any, zone: tzinfo) -> Cell:
    """A value as a cell has it: in the active language, and for an import that reads it again in whatever language
    (office/imports/vocabulary.py)."""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime):
        return get_clock_time(value, zone)
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    if isinstance(value, list | tuple):
        return ", ".join(str(format_cell(part, zone)) for part in value)
    return html.unescape(strip_tags(value)) if isinstance(value, SafeString) else str(value)
