"""Weak ETags on what is read: a client that has the answer already is told so in a few bytes."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from api.handlers import wants_html

TAGGED_CONTENT_TYPES = ("application/json", "text/calendar")


class ETags:
    """The middleware. The tag is the digest of the answer, so it is never wrong; the queries are made all the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or wants_html(request) or not is_tagged(response):
            return response
        assert isinstance(response, HttpResponse)  # noqa: S101
        response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Authorization"])
        return build_not_modified(response) if is_known(request, response["ETag"]) else response


def is_tagged(response: HttpResponseBase) -> bool:
    is_read = response.status_code == 200 and response.get("Content-Type", "").startswith(TAGGED_CONTENT_TYPES)
    return is_read and isinstance(response, HttpResponse) and "no-store" not in response.get("Cache-Control", "")


def is_known(request: HttpRequest, etag: str) -> bool:
    """The weak comparison of RFC 9110, section 8.8.3.2."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in known}


def build_not_modified(response: HttpResponse) -> HttpResponse:
    kept = {name: response[name] for name in ("ETag", "Cache-Control", "Vary") if name in response}
    return HttpResponseNotModified(headers=kept)
