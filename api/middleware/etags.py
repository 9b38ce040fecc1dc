"""Weak ETags on what is read: a client that has the answer already is told so in a few bytes."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from api.handlers import for_people

READ = ("application/json", "text/calendar")


class ETags:
    """The middleware. The tag is the digest of the answer, so it is never wrong; the queries are made all the same."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        if request.method not in ("GET", "HEAD") or for_people(request) or not is_tagged(answer):
            return answer
        assert isinstance(answer, HttpResponse)  # noqa: S101
        answer["ETag"] = f'W/"{hashlib.sha256(answer.content).hexdigest()[:32]}"'
        answer.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(answer, ["Authorization"])
        return not_modified(answer) if is_known(request, answer["ETag"]) else answer


def is_tagged(answer: HttpResponseBase) -> bool:
    is_read = answer.status_code == 200 and answer.get("Content-Type", "").startswith(READ)
    return is_read and isinstance(answer, HttpResponse) and "no-store" not in answer.get("Cache-Control", "")


def is_known(request: HttpRequest, etag: str) -> bool:
    """The weak comparison of RFC 9110, section 8.8.3.2."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return known == ["*"] or etag.removeprefix("W/") in {tag.removeprefix("W/") for tag in known}


def not_modified(answer: HttpResponse) -> HttpResponse:
    kept = {name: answer[name] for name in ("ETag", "Cache-Control", "Vary") if name in answer}
    return HttpResponseNotModified(headers=kept)
