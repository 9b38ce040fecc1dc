"""What a view says while something that it needs is away or locked: 503 with `Retry-After`, never 500.

The views of the API say so themselves (api/errors.py), and so do pages whose form has to be shown again. This serves
all others: the admin, account pages, feeds, uploads.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from api.errors import is_outage
from api.handlers import build_json_response, build_outage_response
from core.exceptions import Busy


class OutageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Busy):
            return build_json_response(503, exception.message, {"Retry-After": str(exception.retry_after)})
        return build_outage_response(request, exception) if is_outage(exception) else None
