"""Compresses the web app where `collectstatic` has not done so before, as on the demo server."""

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from core.addresses.app import APP_PATH
from webapp.files import FILES

# Pictures, films and most fonts are compressed by their own formats.
COMPRESSIBLE = ("text/", "application/json", "application/manifest+json", "image/svg+xml", "font/ttf")


class AppCompression(GZipMiddleware):
    """Middleware: compresses the index page and the built files.

    No other response: one that holds a secret beside what a stranger can choose must not be compressed (BREACH).
    """

    max_random_bytes = 0  # they would hide the length of a secret

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not is_compressible(request, response):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return add_length(compressed) if isinstance(compressed, StreamingHttpResponse) else compressed


def add_length(response: StreamingHttpResponse) -> StreamingHttpResponse:
    """The server closes a connection after a response of unknown length, and the next file needs another one."""
    body = response.getvalue()
    response.streaming_content = [body]
    response.headers["Content-Length"] = str(len(body))
    return response


def is_compressible(request: HttpRequest, response: HttpResponseBase) -> bool:
    is_ours = request.method == "GET" and request.path.startswith((APP_PATH, FILES))
    is_text = response.get("Content-Type", "").startswith(COMPRESSIBLE)
    return is_ours and is_text and response.status_code == 200
