"""Django's middlewares for people with a session, which requests of the API pass by.

The API knows its callers by their tokens alone (accounts/authentication.py), so a session, the user of it and messages
to show on the next page have nothing to do there. The check of forged forms (CSRF) is left in the way of all requests.
"""

import re
from typing import TYPE_CHECKING, Any, cast

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from api.paths import SUFFIX

if TYPE_CHECKING:
    from django.utils.deprecation import MiddlewareMixin as Base
else:
    Base = object

# Under the first of these, views for people may end like documents of the API.
DOCUMENT = re.compile(rf"/(?!(?:account|admin|app|inspection|media|sso|static)/).*{SUFFIX}", re.DOTALL)


def is_document(path: str) -> bool:
    """Whether no page for people has this path: what is there, if anything, is of the API. `PathMiddleware` comes
    before."""
    return DOCUMENT.fullmatch(path) is not None


class ForPages(Base):
    """Mixed into a middleware that serves pages for people alone."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: Any = self.get_response(request) if is_document(request.path_info) else super().__call__(request)
        return cast(HttpResponseBase, response)


class Sessions(ForPages, SessionMiddleware):
    pass


class SessionUsers(ForPages, AuthenticationMiddleware):
    pass


class Messages(ForPages, MessageMiddleware):
    pass
