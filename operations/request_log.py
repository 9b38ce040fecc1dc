"""One log line for every request, with an id to find it by.

A line never contains a body or a query string (the token of the calendar feed is in one). For paths that are secrets
themselves, it contains only the URL pattern (operations/secret_paths.py).
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
from operations.secret_paths import get_logged_path, get_route

CLIENT_ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,100}")

logger = logging.getLogger("downwind.requests")


class RequestLog:
    """Middleware: reads or creates `X-Request-ID`, returns it, and writes the line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        with bind_request(get_request_id(request)) as context, use_origin(Channel.SERVER):
            response = self.get_response(request)
            response["X-Request-ID"] = context.request_id
            set_admin_user(request)
            line = (request.method, get_logged_path(request), response.status_code)
            logger.info("%s %s %s", *line, extra=build_log_fields(request, response, started))
        return response


def get_request_id(request: HttpRequest) -> str:
    """The client's own id if it is a plain one, so that the logs of both sides can be compared; otherwise a new one."""
    client_id = request.headers.get("X-Request-ID", "")
    return client_id if CLIENT_ID_PATTERN.fullmatch(client_id) else str(new_id())


def set_admin_user(request: HttpRequest) -> None:
    """Takes the user of the admin from Django's cache, if the page read it: `request.user` could cost a query."""
    user = getattr(request, "_cached_user", None)
    if user is not None and user.is_authenticated:
        set_caller(user.pk, user.company_id)


def build_log_fields(request: HttpRequest, response: HttpResponseBase, started: float) -> dict[str, object]:
    return {
        "method": request.method,
        "path": get_logged_path(request),
        "route": get_route(request),
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
    }
