"""Importing files in the managers' admin: upload, columns if they are not known, preview of every row, confirmation.

Between these pages the server keeps nothing but which column holds what (office/imports/remembering.py): each page
carries the file (office/imports/uploads.py). So any process can handle the confirmation, nobody can read or confirm
what another manager uploaded, and there is nothing to clean up.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext, gettext_lazy
from django_stubs_ext import StrOrPromise

from core.exceptions import Busy, DomainError
from core.tables.headings import write_label
from core.tables.reading import MAX_ROWS, Sheet, read_sheet
from core.tables.responses import build_table_response
from core.tables.writing import CONTENT_TYPES
from office.background.starting import (
    MAX_IMPORT_ROWS_IN_REQUEST,
    find_finished_import,
    redirect_to_job,
    start_job,
)
from office.base.admins import ScopedAdmin
from office.base.managers import get_manager
from office.base.tables.exports import ListButton
from office.imports.base import (
    NOTHING_CHOSEN,
    Chosen,
    Importer,
    Outcome,
    describe_stored,
    leave_out,
    list_rejected,
    summarise,
)
from office.imports.mapping_page import MappingForm, build_initial, list_columns
from office.imports.reading import UnknownHeadings, read_upload
from office.imports.remembering import remember_mapping
from office.imports.uploads import Upload, UploadForm, load_upload, sign_upload
from office.models import BackgroundJob

EXPIRED = gettext_lazy("The preview has expired. Choose the file again.")
ROW_NUMBER = re.compile(r"\d{1,6}")


@dataclass(frozen=True)
class Decisions:
    """What a manager has decided on a preview: the ticked checkboxes, and the numbers of the rows to leave out."""

    chosen: Chosen = NOTHING_CHOSEN
    left_out: frozenset[int] = frozenset()


class ImportingAdmin(ScopedAdmin):
    """A ModelAdmin whose list has an import button; `importer` reads and stores the rows."""

    importer: ClassVar[Importer]
    list_buttons: ClassVar[tuple[ListButton, ...]] = (ListButton("import", gettext_lazy("Import…"), "upload"),)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}_import"
        return [
            path("import/", view(self.import_view), name=name),
            path("import/sample.<str:format>", view(self.sample_view), name=f"{name}_sample"),
            *super().get_urls(),
        ]

    def sample_view(self, request: HttpRequest, format: str) -> HttpResponseBase:
        """A file with the heading and a valid row."""
        if format not in CONTENT_TYPES:
            raise Http404
        columns = [column for column in self.importer.columns if column.sample or not column.supplies]
        rows = [[column.sample for column in columns]]
        return build_table_response(format, f"{self.importer.noun}-sample", [column.name for column in columns], rows)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the form. POST of a file: its preview, or first the page that asks for its columns. POST of that page
        (`mapped`): the preview. POST of a preview: stores the rows (`confirmed`), or asks for the columns (`remap`)."""
        for name, view in (("confirmed", self.store_confirmed), ("mapped", self.map_columns), ("remap", self.remap)):
            if name in request.POST:
                upload = load_upload(request.POST[name], self.opts.label, get_manager(request))
                return view(request, upload) if upload else self.redirect_back(request, EXPIRED)
        if "job" in request.GET and request.method == "GET":
            return self.show_job_outcomes(request)
        form = self.build_form(request)
        return self.preview(request, form.build_upload(), form) if form.is_valid() else self.render_page(request, form)

    def build_form(self, request: HttpRequest, *, is_bound: bool = True) -> UploadForm:
        list_targets = self.importer.list_targets
        return UploadForm(
            (request.POST or None) if is_bound else None,
            (request.FILES or None) if is_bound else None,
            targets=list_targets(get_manager(request)) if list_targets else None,
            target_label=self.importer.target_label,
            endings=self.importer.endings,
        )

    def preview(self, request: HttpRequest, upload: Upload, form: UploadForm | None = None) -> HttpResponse:
        """What would become of each row. A file of many rows is previewed by the worker; of one whose columns are not
        known, the page that asks for them."""
        manager = get_manager(request)
        try:
            upload, rows = read_upload(self.importer, upload, manager.company)
            if len(rows) > MAX_IMPORT_ROWS_IN_REQUEST:
                return redirect_to_job(self.start_import_job(request, BackgroundJob.Kind.PREVIEW, upload))
            outcomes = self.importer.run(rows, manager, True, NOTHING_CHOSEN)
        except UnknownHeadings as error:
            return self.render_mapping(request, upload, error.sheet)
        except Busy:
            raise
        except DomainError as error:
            if form is None:
                return self.redirect_back(request, error.message)
            form.add_error("file", error.message)
            return self.render_page(request, form)
        return self.render_page(request, self.build_form(request, is_bound=False), outcomes, upload)

    def map_columns(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """Remembers the columns that a manager has chosen, and shows the preview of the file."""
        sheet = read_sheet(upload.data)
        form = MappingForm(self.importer, sheet, request.POST)
        if not form.is_valid():
            return self.render_mapping(request, upload, sheet, form)
        upload = replace(upload, columns=form.columns, name_order=form.name_order)
        remember_mapping(get_manager(request).company, self.importer, sheet, upload)
        return self.preview(request, upload)

    def remap(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        return self.render_mapping(request, upload, read_sheet(upload.data))

    def store_confirmed(self, request: HttpRequest, upload: Upload) -> HttpResponse:
        """Stores the rows of a preview.

        They are validated again, since the school may have changed: an address may be taken by now. Then the new
        preview is shown and nothing is stored.
        """
        manager, decisions = get_manager(request), read_decisions(request)
        try:
            upload, rows = read_upload(self.importer, upload, manager.company)
            if len(rows) > MAX_IMPORT_ROWS_IN_REQUEST:
                return redirect_to_job(self.start_import_job(request, BackgroundJob.Kind.IMPORT, upload, decisions))
            outcomes = self.importer.run(leave_out(rows, decisions.left_out), manager, False, decisions.chosen)
        except Busy:
            raise
        except DomainError as error:
            return self.redirect_back(request, gettext("Nothing is stored. %(problem)s") % {"problem": error.message})
        if list_rejected(outcomes):
            return self.preview(request, upload)
        message = describe_stored(self.importer, outcomes, chosen=decisions.chosen, left_out=decisions.left_out)
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def redirect_back(self, request: HttpRequest, problem: StrOrPromise) -> HttpResponse:
        self.message_user(request, str(problem), messages.ERROR)
        return HttpResponseRedirect(request.path)

    def start_import_job(
        self, request: HttpRequest, kind: BackgroundJob.Kind, upload: Upload, decisions: Decisions | None = None
    ) -> BackgroundJob:
        """A job for a large file, whose validation takes longer than a request should."""
        decisions = decisions or Decisions()
        return start_job(
            user=get_manager(request),
            model=self.model,
            kind=kind,
            title=gettext("%(kind)s: %(rows)s") % {"kind": kind.label, "rows": self.importer.label},
            upload=upload.to_bytes(),
            chosen=sorted(decisions.chosen),
            left_out=sorted(decisions.left_out),
        )

    def show_job_outcomes(self, request: HttpRequest) -> HttpResponse:
        """The preview that a job has made, or why its import stored nothing. 404 for another manager's job."""
        job = find_finished_import(get_manager(request), self.model, request.GET["job"])
        if job is None:
            raise Http404
        outcomes = [Outcome(**outcome) for outcome in job.outcomes or []]
        upload = Upload.from_bytes(bytes(job.upload)) if job.upload else None
        return self.render_page(request, self.build_form(request, is_bound=False), outcomes, upload)

    def render_mapping(
        self, request: HttpRequest, upload: Upload, sheet: Sheet, form: MappingForm | None = None
    ) -> HttpResponse:
        """The page that asks which column of the file holds what."""
        if form is None:
            columns = upload.columns
            form = MappingForm(
                self.importer, sheet, initial=build_initial(self.importer, sheet, columns, upload.name_order)
            )
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": gettext("%(title)s: the columns") % {"title": self.importer.title},
            "opts": self.opts,
            "importer": self.importer,
            "form": form,
            "media": self.media + form.media,
            "columns": list_columns(form),
            "signed_upload": sign_upload(upload, self.opts.label, get_manager(request)),
        }
        return TemplateResponse(request, "imports/mapping.html", context)

    def render_page(
        self,
        request: HttpRequest,
        form: UploadForm,
        outcomes: list[Outcome] | None = None,
        upload: Upload | None = None,
    ) -> HttpResponse:
        """The form; with `outcomes` the preview; with `upload` too, unless every row is rejected, the button that
        stores."""
        outcomes, rejected = outcomes or [], list_rejected(outcomes or [])
        can_store = upload is not None and len(rejected) < len(outcomes)
        outcomes = sorted(outcomes, key=lambda outcome: (not outcome.errors, outcome.number))
        headings = (upload.columns if upload else None) or {}
        choices = [(choice, choice.describe(outcomes)) for choice in self.importer.choices]
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": str(self.importer.title),
            "opts": self.opts,
            "importer": self.importer,
            "form": form,
            "media": self.media + form.media,
            "outcomes": outcomes,
            "rows": [(outcome, list_errors(outcome, headings)) for outcome in outcomes],
            "headings": {column: write_label(label) for column, label in headings.items()},
            "summary": summarise(outcomes, is_dry_run=True) if outcomes else "",
            "rejected": rejected,
            "rejected_numbers": ",".join(str(outcome.number) for outcome in rejected),
            "others": len(outcomes) - len(rejected),
            "choices": [(choice, label) for choice, label in choices if label],
            "can_store": can_store,
            "signed_upload": sign_upload(upload, self.opts.label, get_manager(request)) if upload else "",
        }
        return TemplateResponse(request, "imports/import.html", context)


def list_errors(outcome: Outcome, headings: Mapping[str, str]) -> list[tuple[str, str]]:
    """The errors of a row, each with its column as the file calls it."""
    return [
        (write_label(headings.get(column, column)), text) for column, texts in outcome.errors.items() for text in texts
    ]


def read_decisions(request: HttpRequest) -> Decisions:
    """The ticked checkboxes of a preview. Numbers that are none are ignored: their rows stay in, and are validated."""
    numbers = ROW_NUMBER.findall(request.POST.get("left_out", "")[: MAX_ROWS * 7])
    return Decisions(frozenset(request.POST.getlist("chosen")[:20]), frozenset(map(int, numbers)))
