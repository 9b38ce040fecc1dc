"""Path converters, and the middleware that accepts the other spellings of a path.

A malformed id matches no path, so it gets the same 404 as an unknown one (docs/api.md, section 1, Ids).
"""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import register_converter

SUFFIX = r"\.(?:json|csv|xlsx|pdf|ics|zip)"
VERSIONED = re.compile(rf"/v1(/(?!admin/|media/|static/).*{SUFFIX})", re.DOTALL)
SLASH_BEFORE_SUFFIX = re.compile(rf"/+({SUFFIX})\Z")
NAMED = r"(?P<named>[a-z_]+:.*)"


class ObjectIdConverter:
    regex = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"

    def to_python(self, value: str) -> uuid.UUID:
        return uuid.UUID(value)

    def to_url(self, value: uuid.UUID | str) -> str:
        return str(value)


class UserIdConverter:
    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


class PathMiddleware:
    """Rewrites paths to the form of the URLconf, for the whole server behind it.

    Documented clients send `/v1/users/view.json` and `…/username:/.json`; both mean the path without the prefix and
    without the slash (docs/api.md, section 1, Transport).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        plain = normalise_path(request.path_info)
        if plain != request.path_info:
            request.path = request.path.removesuffix(request.path_info) + plain
            request.path_info = plain
        return self.get_response(request)


def normalise_path(path: str) -> str:
    """The path in the form of the URLconf."""
    versioned = VERSIONED.fullmatch(path)
    return SLASH_BEFORE_SUFFIX.sub(r"\1", versioned[1] if versioned else path)


register_converter(ObjectIdConverter, "id")
register_converter(UserIdConverter, "user_id")
