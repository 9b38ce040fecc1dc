"""Notes who writes, so that people see what they have just done (`read_from_replica`)."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.replica.reading import note_writer
from core.request_context import CURRENT_REQUEST


class WriterMiddleware:
    """Notes the user of each request that wrote, before the response tells that it did. Within RequestLog."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        context = CURRENT_REQUEST.get()
        if context is not None and context.has_written:
            user_id = context.user_id or get_admin_user_id(request)
            if user_id is not None:
                note_writer(user_id)
        return response


def get_admin_user_id(request: HttpRequest) -> object:
    """The user of the admin's session, if the page read it: `request.user` could cost a query."""
    return getattr(getattr(request, "_cached_user", None), "pk", None)
