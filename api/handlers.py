"""Error handlers for what fails outside of the API's views: JSON, and Django's pages in the admin."""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.db import InterfaceError, NotSupportedError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext
from django.views import defaults
from django_stubs_ext import StrOrPromise

from api.errors import (
    REQUEST_UNREADABLE,
    RETRY_AFTER_DATABASE_OUTAGE,
    build_error_body,
    explain_outage,
    is_outage,
)
from api.renderers import JsonRenderer
from core import exceptions

logger = logging.getLogger(__name__)

Middleware = Callable[[Any, HttpRequest], HttpResponseBase]


def build_json_response(status: int, message: StrOrPromise, headers: Mapping[str, str] | None = None) -> HttpResponse:
    content = JsonRenderer().render(build_error_body(message))
    return HttpResponse(content, status=status, content_type=JsonRenderer.media_type, headers=headers)


def wants_html(request: HttpRequest) -> bool:
    return request.path.startswith(("/admin/", "/account/", "/inspection/", "/sso/"))


def bad_request(request: HttpRequest, exception: Any) -> HttpResponse:
    if wants_html(request):
        return defaults.bad_request(request, exception)
    return build_json_response(400, REQUEST_UNREADABLE)


def permission_denied(request: HttpRequest, exception: Any) -> HttpResponse:
    if wants_html(request):
        return defaults.permission_denied(request, exception)
    return build_json_response(403, exceptions.Forbidden.default)


def page_not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    if wants_html(request):
        return defaults.page_not_found(request, exception)
    return build_json_response(404, exceptions.NotFound.default)


def build_outage_response(request: HttpRequest, error: Exception) -> HttpResponse:
    """503 with `Retry-After`, as JSON or as a page that needs no database; logs the error."""
    logger.error("The database is not available: %s", error)
    if wants_html(request):
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers=RETRY_AFTER_DATABASE_OUTAGE)
    return build_json_response(503, explain_outage(error), RETRY_AFTER_DATABASE_OUTAGE)


def server_error(request: HttpRequest) -> HttpResponse:
    if wants_html(request):
        return defaults.server_error(request)
    return build_json_response(500, gettext("Internal server error. It has been logged."))


def handle_database_outage(call: Middleware) -> Middleware:
    """Decorates the `__call__` of a middleware that queries the database: an outage gives the same 503 as in a view
    (api/middleware/outages.py)."""

    @wraps(call)
    def call_or_respond_503(middleware: Any, request: HttpRequest) -> HttpResponseBase:
        try:
            return call(middleware, request)
        except (OperationalError, InterfaceError, ProgrammingError, NotSupportedError) as error:
            if not is_outage(error):
                raise
            return build_outage_response(request, error)

    return call_or_respond_503
