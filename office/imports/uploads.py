"""The file between upload and confirmation. The server keeps nothing: the page carries the file, signed for one
manager, one kind of import and an hour (docs/decisions/0006)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django import forms
from django.core import signing
from django.core.exceptions import BadRequest
from django.utils.translation import gettext, gettext_lazy
from django_stubs_ext import StrOrPromise
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminSelectWidget

from accounts.models import User
from core.tables.reading import MAX_FILE_BYTES, describe_size_limit
from core.units import SECONDS_PER_HOUR
from office.imports.names import NameOrder

PREVIEW_LIFETIME = SECONDS_PER_HOUR  # time to read a preview, but not to confirm one that is out of date


@dataclass(frozen=True)
class Upload:
    """A file, and how it is read: under which heading of the file each of our columns is (`columns`, None while that is
    not known), how full names are split, and what rows belong to that do not say so (`target`)."""

    data: bytes = field(repr=False)
    columns: Mapping[str, str] | None = None
    name_order: NameOrder = NameOrder.NAME_FIRST
    target: str = ""

    def to_bytes(self) -> bytes:
        settings = {"columns": self.columns, "name_order": self.name_order, "target": self.target}
        return json.dumps(settings).encode() + b"\n" + self.data

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Upload":
        settings, _, data = stored.partition(b"\n")
        upload = cls(data, **json.loads(settings))
        return replace(upload, name_order=NameOrder(upload.name_order))


class UploadForm(forms.Form):
    """The file to import. `targets` are the ids and names of what a file may belong to that does not say so itself."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=UnfoldAdminFileFieldWidget(),
        error_messages={"empty": gettext_lazy("The file is empty."), "required": gettext_lazy("Choose a file.")},
    )
    target = forms.ChoiceField(required=False, widget=UnfoldAdminSelectWidget())

    def __init__(
        self,
        *args: object,
        targets: list[tuple[str, str]] | None,
        target_label: StrOrPromise,
        endings: str,
        **kwargs: object,
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # what Django's form takes
        self.fields["file"].widget.attrs["accept"] = endings
        if targets is None:
            del self.fields["target"]
            return
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        field.label, field.choices = target_label, [("", "—"), *targets]

    def clean_file(self) -> bytes:
        """The content. Checked here too, although reading checks it: a larger file is not loaded into memory."""
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(describe_size_limit())
        return bytes(file.read())

    def build_upload(self) -> Upload:
        return Upload(self.cleaned_data["file"], target=self.cleaned_data.get("target", ""))


class BytesSerializer:
    """A serializer for django.core.signing that leaves bytes as they are."""

    def dumps(self, data: bytes) -> bytes:
        return data

    def loads(self, data: bytes) -> bytes:
        return data


def sign_upload(upload: Upload, label: str, by: User) -> str:
    """The upload as text for a page of this manager; `label` is that of the list into which it is imported."""
    return build_signer(label, by).sign_object(upload.to_bytes(), serializer=BytesSerializer, compress=True)


def load_upload(signed_upload: str, label: str, by: User) -> Upload | None:
    """The upload that a page carried; None when it has expired. Raises BadRequest if it was not signed for this manager
    and this import."""
    try:
        stored: bytes = build_signer(label, by).unsign_object(
            signed_upload, serializer=BytesSerializer, max_age=PREVIEW_LIFETIME
        )
    except signing.SignatureExpired:
        return None
    except signing.BadSignature as error:
        raise BadRequest(gettext("This preview belongs to somebody else.")) from error
    return Upload.from_bytes(stored)


def build_signer(label: str, by: User) -> signing.TimestampSigner:
    # The salt makes a signature worthless to other managers, and for another kind of import.
    return signing.TimestampSigner(salt=f"import:{label}:{by.company_id}:{by.pk}")
