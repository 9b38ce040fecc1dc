"""Weak ETags on GET responses: a client that has the response already gets an empty 304."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from api.handlers import wants_html

TAGGED_CONTENT_TYPES = ("application/json", "text/calendar")


class ETagMiddleware:
    """Adds ETags and responds to `If-None-Match`.

    The tag is a digest of the body, so it needs no bookkeeping and is never stale; it saves bandwidth, not queries.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or wants_html(request) or not is_taggable(response):
            return response
        assert isinstance(response, HttpResponse)  # noqa: S101
        response["ETag"] = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Authorization"])
        return build_not_modified(response) if matches_client_copy(request, response["ETag"]) else response


def is_taggable(response: HttpResponseBase) -> bool:
    is_success = response.status_code == 200 and response.get("Content-Type", "").startswith(TAGGED_CONTENT_TYPES)
    return is_success and isinstance(response, HttpResponse) and "no-store" not in response.get("Cache-Control", "")


def matches_client_copy(request: HttpRequest, etag: str) -> bool:
    """Whether `If-None-Match` names the tag, by the weak comparison of RFC 9110, section 8.8.3.2."""
    client_etags = parse_etags(request.headers.get("If-None-Match", ""))
    return client_etags == ["*"] or etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in client_etags}


def build_not_modified(response: HttpResponse) -> HttpResponse:
    headers = {name: response[name] for name in ("ETag", "Cache-Control", "Vary") if name in response}
    return HttpResponseNotModified(headers=headers)
