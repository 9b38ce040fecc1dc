"""The form field for uploads: validates the content, limits the size, and encodes pictures again."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from core.files.media import PICTURES, picture_or_pdf
from core.files.pictures import InvalidPicture, has_signature_of, rewrite_picture
from core.units import MEBIBYTE

MAX_PICTURE_BYTES = 10 * MEBIBYTE
MAX_FILE_BYTES = 200 * MEBIBYTE
MAX_DOCUMENT_BYTES = 10 * MEBIBYTE
SIGNATURE_BYTES = 16


class UploadField(forms.FileField):
    """A picture, or another file whose suffix the model's field allows. A file stored before is not validated again."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        return validate_upload(file) if isinstance(data, UploadedFile) and isinstance(file, UploadedFile) else file


class DocumentField(UploadField):
    """A private document: a PDF or a picture of it, of at most `MAX_DOCUMENT_BYTES`."""

    default_validators = [picture_or_pdf]

    def clean(self, data: Any, initial: Any = None) -> Any:
        if isinstance(data, UploadedFile):
            reject_large(data, MAX_DOCUMENT_BYTES)
        return super().clean(data, initial)


def validate_upload(file: UploadedFile[bytes]) -> UploadedFile[bytes]:
    """The file as it is stored. Raises ValidationError when it is too large or not what its suffix says."""
    suffix = PurePath(file.name or "").suffix.lower()
    limit = MAX_PICTURE_BYTES if suffix[1:] in PICTURES else MAX_FILE_BYTES
    reject_large(file, limit)
    if suffix[1:] in PICTURES:
        return redraw_picture(file)
    head = file.read(SIGNATURE_BYTES)
    file.seek(0)
    if is_known_suffix(suffix) and not has_signature_of(suffix, head):
        raise forms.ValidationError(_("This is not a valid %(kind)s file.") % {"kind": suffix[1:].upper()})
    return file


def reject_large(file: UploadedFile[bytes], limit: int) -> None:
    if (file.size or 0) > limit:
        raise forms.ValidationError(_("The file is larger than %(size)s MB.") % {"size": limit // MEBIBYTE})


def is_known_suffix(suffix: str) -> bool:
    """Whether this module checks the suffix. The validator of the model's field rejects all others."""
    return suffix in {".pdf", ".mp4", ".webm", ".mp3"}


def redraw_picture(file: UploadedFile[bytes]) -> UploadedFile[bytes]:
    """The picture encoded again, with the suffix of its actual format."""
    try:
        data, suffix = rewrite_picture(file.read())
    except InvalidPicture as error:
        raise forms.ValidationError(str(error)) from error
    return SimpleUploadedFile(f"{PurePath(file.name or 'picture').stem}{suffix}", data)
