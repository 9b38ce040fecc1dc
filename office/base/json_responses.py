"""Views of the admin that respond to scripts."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from api.errors import build_error_body, get_status
from core.exceptions import DomainError
from office.base.domain_errors import mark_if_busy

View = Callable[..., HttpResponse]


def respond_in_json(view: View) -> View:
    """The view; a DomainError becomes the JSON error of the API (api/errors.py)."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DomainError as error:
            response = JsonResponse(build_error_body(error.message, error.errors), status=get_status(error))
            return mark_if_busy(response, error)

    return wrapper
