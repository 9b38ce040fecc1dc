"""Django's own error pages, as JSON for every path outside the admin."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from config import refusals
from config.api.errors import body
from config.api.renderers import JsonRenderer


def json_answer(status: int, message: str) -> HttpResponse:
    return HttpResponse(JsonRenderer().render(body(message)), status=status, content_type=JsonRenderer.media_type)


def for_people(request: HttpRequest) -> bool:
    return request.path.startswith("/admin/")


def bad_request(request: HttpRequest, exception: Any) -> HttpResponse:
    if for_people(request):
        return defaults.bad_request(request, exception)
    return json_answer(400, "The request could not be read.")


def permission_denied(request: HttpRequest, exception: Any) -> HttpResponse:
    if for_people(request):
        return defaults.permission_denied(request, exception)
    return json_answer(403, refusals.Forbidden.default)


def page_not_found(request: HttpRequest, exception: Any) -> HttpResponse:
    if for_people(request):
        return defaults.page_not_found(request, exception)
    return json_answer(404, refusals.NotFound.default)


def server_error(request: HttpRequest) -> HttpResponse:
    if for_people(request):
        return defaults.server_error(request)
    return json_answer(500, "Something went wrong on the server. It has been noted.")
