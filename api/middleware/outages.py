"""What a view says when the database is away or a lock was not free in time: 503 with `Retry-After`, never 500.

The views of the API say so themselves (api/errors.py); this serves all others: the admin, account pages, feeds, media.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from api.errors import is_outage
from api.handlers import build_outage_response


class OutageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return build_outage_response(request, exception) if is_outage(exception) else None
