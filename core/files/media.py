"""Files that people upload: pictures of people, slides and questions, and private documents.

Clients load pictures without a token, so whoever has the address of a file may read it. The address is therefore
unguessable, and appears only in responses to callers who may see the file. Documents in the folder `PRIVATE` have no
such address: views that check who asks serve them.
"""

import mimetypes
import posixpath
import secrets
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.validators import FileExtensionValidator
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.deconstruct import deconstructible
from django.views.decorators.http import require_safe
from django.views.static import serve

from core.files.ranges import limit_to_range
from core.files.storage import is_in_bucket

PRIVATE = "private"
PICTURES = ("png", "jpg", "jpeg", "gif", "webp")
picture = FileExtensionValidator(PICTURES)
picture_or_pdf = FileExtensionValidator((*PICTURES, "pdf"))
picture_or_film = FileExtensionValidator((*PICTURES, "pdf", "mp4", "webm", "mp3"))


@deconstructible
class Unguessable:
    """An `upload_to`: `FOLDER/2026/<random>.png`, whatever the name of the uploaded file."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __call__(self, instance: Any, filename: str) -> str:
        ending = PurePath(filename).suffix.lower()[:6]
        return f"{self.folder}/{timezone.now().year}/{secrets.token_urlsafe(18)}{ending}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unguessable) and other.folder == self.folder

    def __hash__(self) -> int:
        return hash(self.folder)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """`GET /media/{path}`: the file, or a range of it, with headers that keep a browser from running anything in it."""
    if is_private(path):
        raise Http404
    try:
        response = serve_from_bucket(path) if is_in_bucket() else serve_from_disk(request, path)
    except (OSError, ValueError) as error:  # a name that no file system accepts: too long, or with a NUL
        raise Http404 from error
    if isinstance(response, FileResponse):  # not a 304
        response = limit_to_range(request, response)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers.setdefault("Cache-Control", "private, max-age=604800, immutable")
    return response


def serve_from_disk(request: HttpRequest, path: str) -> HttpResponseBase:
    response: HttpResponseBase = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    return response


def serve_from_bucket(path: str) -> HttpResponseBase:
    """The file by way of this server: its address, its headers and who may read it are those of a file on disk."""
    if not path or path.endswith("/") or "\0" in path:
        raise Http404
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return FileResponse(default_storage.open(path, "rb"), content_type=kind)


def is_private(path: str) -> bool:
    """Whether the path leads into the folder of private files, as Django's `serve` resolves it."""
    return posixpath.normpath(path).lstrip("/").split("/")[0] == PRIVATE


def serve_private(file: FieldFile) -> HttpResponseBase:
    """A private file for somebody who may read it, with the same headers. Raises Http404 when there is none."""
    try:
        response = FileResponse(file.open("rb"), as_attachment=True, filename=PurePath(file.name or "").name)
    except OSError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
