import io
import os
from collections.abc import Mapping
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class Utf8Request(WSGIRequest):
    """A request whose text is UTF-8 whatever its Content-Type claims.

    Django believes a `charset` as early as here: one like rot13, which is no encoding of text, would end every request
    in a 500 before anything could refuse it.
    """

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        self.content_type, self.content_params = parse_header_parameters(meta.get("CONTENT_TYPE", ""))


class Unreadable(io.RawIOBase):
    """A body that broke off: whoever reads it is told."""

    def read(self, size: int = -1) -> bytes:
        raise OSError("The body broke off.")


def with_length(environ: dict[str, Any]) -> dict[str, Any]:
    """A body that came in chunks, with its length: without one Django takes a request to have no body at all.

    Of one that is too large only as much is read as shows that it is.
    """
    if environ.get("CONTENT_LENGTH") or not environ.get("wsgi.input_terminated"):
        return environ
    if "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return environ
    try:
        body = environ["wsgi.input"].read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    except OSError:
        return {**environ, "wsgi.input": Unreadable(), "CONTENT_LENGTH": "1"}
    return {**environ, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


class Application(WSGIHandler):
    """Django, with requests in UTF-8, bodies that come in chunks, and answers to HEAD without a body, which neither it
    nor gunicorn takes off."""

    request_class = Utf8Request

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        answer = super().__call__(with_length(environ), start_response)
        if environ["REQUEST_METHOD"] != "HEAD":
            return answer
        answer.close()
        return []


django.setup(set_prefix=False)
application = Application()
