"""Importing spreadsheets in the managers' admin: upload, preview of every row, confirmation.

Between preview and confirmation the server keeps nothing: the page carries the file, signed for this manager, this kind
of import and an hour (docs/decisions/0006). So any process can handle the confirmation, nobody can read or confirm what
another manager uploaded, and there is nothing to clean up.
"""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.widgets import UnfoldAdminFileFieldWidget

from accounts.models import User
from core.exceptions import DomainError
from core.tables.reading import MAX_FILE_BYTES
from core.tables.writing import CONTENT_TYPES, build_table_response
from core.units import MEBIBYTE, SECONDS_PER_HOUR
from office.base.admins import ScopedAdmin
from office.base.exports import ListButton
from office.base.managers import get_manager
from office.imports.base import Importer, Outcome, list_rejected, summarise

PREVIEW_LIFETIME = SECONDS_PER_HOUR  # time to read a preview, but not to confirm one that is out of date


class UploadForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label="CSV or XLSX file",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": "The file is empty.", "required": "Choose a file."},
    )

    def clean_file(self) -> bytes:
        """The content. Checked here too, although reading checks it: a larger file is not loaded into memory."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_FILE_BYTES // MEBIBYTE} MB.")
        return bytes(file.read())


class BytesSerializer:
    """A serializer for django.core.signing that leaves bytes as they are."""

    def dumps(self, data: bytes) -> bytes:
        return data

    def loads(self, data: bytes) -> bytes:
        return data


class ImportingAdmin(ScopedAdmin):
    """A ModelAdmin whose list has an import button; `importer` reads and stores the rows."""

    importer: ClassVar[Importer]
    list_buttons: ClassVar[tuple[ListButton, ...]] = (ListButton("import", "Import…", "upload"),)

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}_import"
        return [
            path("import/", view(self.import_view), name=name),
            path("import/sample.<str:format>", view(self.sample_view), name=f"{name}_sample"),
            *super().get_urls(),
        ]

    def sample_view(self, request: HttpRequest, format: str) -> HttpResponse:
        """A file with the heading and a valid row."""
        if format not in CONTENT_TYPES:
            raise Http404
        columns = self.importer.columns
        rows = [[column.sample for column in columns]]
        return build_table_response(format, f"{self.importer.noun}-sample", [column.name for column in columns], rows)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """GET: the form. POST of a file: the preview. POST of a preview (`confirmed`): stores the rows."""
        if "confirmed" in request.POST:
            return self.store_confirmed(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self.render_import_page(request, form)
        data = form.cleaned_data["file"]
        try:
            outcomes = self.importer.run(self.importer.read(data), get_manager(request), True)
        except DomainError as error:
            form.add_error("file", error.message)
            return self.render_import_page(request, form)
        return self.render_import_page(request, UploadForm(), outcomes, data)

    def store_confirmed(self, request: HttpRequest) -> HttpResponse:
        """Stores the rows of a preview.

        They are validated again, since the school may have changed: an address may be taken by now. Then the new
        preview is shown and nothing is stored.
        """
        data = self.load_upload(request.POST["confirmed"], get_manager(request))
        if data is None:
            self.message_user(request, "The preview has expired. Choose the file again.", messages.ERROR)
            return HttpResponseRedirect(request.path)
        try:
            run = (self.importer.run_changing if "change" in request.POST else None) or self.importer.run
            outcomes = run(self.importer.read(data), get_manager(request), False)
        except DomainError as error:
            self.message_user(request, f"Nothing is stored. {error.message}", messages.ERROR)
            return HttpResponseRedirect(request.path)
        if list_rejected(outcomes):
            return self.render_import_page(request, UploadForm(), outcomes)
        message = f"{summarise(outcomes, is_dry_run=False)} {self.importer.next_step}".strip()
        self.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def render_import_page(
        self,
        request: HttpRequest,
        form: UploadForm,
        outcomes: list[Outcome] | None = None,
        data: bytes | None = None,
    ) -> HttpResponse:
        """The form; with `outcomes` the preview; with `data` too, if no row is rejected, the button that stores."""
        outcomes = outcomes or []
        is_rejected = bool(list_rejected(outcomes))
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"Import {self.importer.noun}",
            "opts": self.opts,
            "importer": self.importer,
            "form": form,
            "media": self.media + form.media,
            "outcomes": sorted(outcomes, key=lambda outcome: (not outcome.errors, outcome.number)),
            "summary": summarise(outcomes, is_dry_run=True) if outcomes else "",
            "is_rejected": is_rejected,
            "choice": self.importer.choice if any(outcome.could_change for outcome in outcomes) else "",
            "signed_upload": self.sign_upload(data, get_manager(request)) if data and not is_rejected else "",
        }
        return TemplateResponse(request, "imports/import.html", context)

    def sign_upload(self, data: bytes, by: User) -> str:
        return self.build_signer(by).sign_object(data, serializer=BytesSerializer, compress=True)

    def load_upload(self, signed_upload: str, by: User) -> bytes | None:
        """The file that the page carried; None when the preview has expired. Raises BadRequest if it was not signed for
        this manager and this import."""
        signer = self.build_signer(by)
        try:
            data: bytes = signer.unsign_object(signed_upload, serializer=BytesSerializer, max_age=PREVIEW_LIFETIME)
        except signing.SignatureExpired:
            return None
        except signing.BadSignature as error:
            raise BadRequest("This preview belongs to somebody else.") from error
        return data

    def build_signer(self, by: User) -> signing.TimestampSigner:
        # The salt makes a signature worthless to other managers, and for another kind of import.
        return signing.TimestampSigner(salt=f"import:{self.opts.label}:{by.company_id}:{by.pk}")
