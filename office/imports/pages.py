"""Importing tables in the managers' admin: upload, preview of every row, confirm.

Between preview and confirm the server keeps nothing: the file travels in the page, signed for the one manager, the one
kind of import and an hour (docs/decisions/0006). So any process can confirm, nobody can confirm or read what another
manager uploaded, and there is nothing to clean up.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from accounts.models import User
from core.exceptions import DomainError
from core.tables.reading import MAX_FILE_BYTES
from core.tables.writing import CONTENT_TYPES, build_table_response
from office.base.admins import ScopedAdmin
from office.base.exports import ListButton
from office.base.managers import get_manager
from office.imports.base import Importer, Outcome, list_rejected, summarise

if TYPE_CHECKING:  # unfold is untyped
    from django.forms import ClearableFileInput as UnfoldAdminFileFieldWidget
else:
    from unfold.widgets import UnfoldAdminFileFieldWidget

PREVIEW_LIFETIME = 60 * 60  # seconds


class UploadForm(forms.Form):
    """The file; no larger than what is read of it."""

    file = forms.FileField(
        label="CSV or XLSX file",
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": "The file is empty.", "required": "Choose a file."},
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(f"The file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB.")
        return bytes(file.read())


class BytesSerializer:
    """A serializer of django.core.signing for what is bytes already."""

    def dumps(self, data: bytes) -> bytes:
        return data

    def loads(self, data: bytes) -> bytes:
        return data


class ImportingAdmin(ScopedAdmin):
    """A list with an import button, which `importer` answers for."""

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
        """A table with the heading and a row that could be taken, to start from."""
        if format not in CONTENT_TYPES:
            raise Http404
        columns = self.importer.columns
        rows = [[column.sample for column in columns]]
        return build_table_response(format, f"{self.importer.noun}-sample", [column.name for column in columns], rows)

    def import_view(self, request: HttpRequest) -> HttpResponse:
        if "confirmed" in request.POST:
            return self.confirmed(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if not form.is_valid():
            return self.import_page(request, form)
        data = form.cleaned_data["file"]
        try:
            outcomes = self.importer.run(self.importer.read(data), get_manager(request), True)
        except DomainError as refusal:
            form.add_error("file", refusal.message)
            return self.import_page(request, form)
        return self.import_page(request, UploadForm(), outcomes, data)

    def confirmed(self, request: HttpRequest) -> HttpResponse:
        """Stores what was previewed, judged again: since the preview, somebody may have taken an address."""
        data = self.open_upload(request.POST["confirmed"], get_manager(request))
        if data is None:
            self.message_user(request, "The preview is too old. Choose the file again.", messages.ERROR)
            return HttpResponseRedirect(request.path)
        try:
            run = (self.importer.run_changing if "change" in request.POST else None) or self.importer.run
            outcomes = run(self.importer.read(data), get_manager(request), False)
        except DomainError as refusal:
            self.message_user(request, f"Nothing is stored. {refusal.message}", messages.ERROR)
            return HttpResponseRedirect(request.path)
        if list_rejected(outcomes):
            return self.import_page(request, UploadForm(), outcomes)
        told = f"{summarise(outcomes, is_dry_run=False)} {self.importer.next_step}".strip()
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))

    def import_page(
        self,
        request: HttpRequest,
        form: UploadForm,
        outcomes: list[Outcome] | None = None,
        data: bytes | None = None,
    ) -> HttpResponse:
        """With `outcomes` the preview; with `data` too, and no row refused, the button that stores them."""
        outcomes = outcomes or []
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"Import {self.importer.noun}",
            "opts": self.opts,
            "importer": self.importer,
            "form": form,
            "media": self.media + form.media,
            "outcomes": sorted(outcomes, key=lambda outcome: (not outcome.errors, outcome.number)),
            "summary": summarise(outcomes, is_dry_run=True) if outcomes else "",
            "is_refused": bool(list_rejected(outcomes)),
            "choice": self.importer.choice if any(outcome.could_change for outcome in outcomes) else "",
            "sealed": self.sign_upload(data, get_manager(request)) if data and not list_rejected(outcomes) else "",
        }
        return TemplateResponse(request, "bulk/import.html", context)

    def sign_upload(self, data: bytes, by: User) -> str:
        return self.signer(by).sign_object(data, serializer=BytesSerializer, compress=True)

    def open_upload(self, text: str, by: User) -> bytes | None:
        """The file out of the page; None when the preview is too old. What was not sealed for `by` is no request."""
        try:
            data: bytes = self.signer(by).unsign_object(text, serializer=BytesSerializer, max_age=PREVIEW_LIFETIME)
        except signing.SignatureExpired:
            return None
        except signing.BadSignature as error:
            raise BadRequest("This preview is not yours.") from error
        return data

    def signer(self, by: User) -> signing.TimestampSigner:
        return signing.TimestampSigner(salt=f"import:{self.opts.label}:{by.company_id}:{by.pk}")
