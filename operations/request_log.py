"""One line of log for every request, and an id that finds it.

A line never tells what was sent or answered, no query (the calendar feed has its token there), and of addresses that
are secrets themselves only the pattern.
"""

import logging
import re
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.models import new_id
from core.origin import Channel, use_origin
from core.request_context import bind_request, set_caller

CLIENT_ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,100}")
SECRET_ADDRESSES = ("/media/", "/certificates/")

logger = logging.getLogger("downwind.requests")


class RequestLog:
    """The middleware: `X-Request-ID` in and out, and the line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        with bind_request(get_request_id(request)) as asking, use_origin(Channel.SERVER):
            response = self.get_response(request)
            response["X-Request-ID"] = asking.request_id
            note_user(request)
            line = (request.method, get_logged_path(request), response.status_code)
            logger.info("%s %s %s", *line, extra=build_log_entry(request, response, started))
        return response


def get_request_id(request: HttpRequest) -> str:
    """The client's own id where it sends a plain one, so that its log and ours can be laid side by side."""
    sent = request.headers.get("X-Request-ID", "")
    return sent if CLIENT_ID_PATTERN.fullmatch(sent) else str(new_id())


def note_user(request: HttpRequest) -> None:
    """Who is at work in the admin, if a page asked; to ask now would be a query for the log alone."""
    visitor = getattr(request, "_cached_user", None)
    if visitor is not None and visitor.is_authenticated:
        set_caller(visitor.pk, visitor.company_id)


def build_log_entry(request: HttpRequest, response: HttpResponseBase, started: float) -> dict[str, object]:
    return {
        "method": request.method,
        "path": get_logged_path(request),
        "route": get_route(request),
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }


def get_route(request: HttpRequest) -> str:
    """The pattern of the address, as the code has it; empty where there is none."""
    return request.resolver_match.route if request.resolver_match else ""


def get_logged_path(request: HttpRequest) -> str:
    return get_route(request) if request.path.startswith(SECRET_ADDRESSES) else request.path
