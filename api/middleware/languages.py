"""The language of the API's own texts: what `Accept-Language` prefers among settings.LANGUAGES, else English.

docs/api.md, section 1, Languages; docs/decisions/0024. Pages for people have it until they know whose pages they are
(accounts/pages, office/base/managers.py). The API document is in English, whatever the browser prefers.
"""

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import get_language, get_supported_language_variant, gettext_noop, override
from django.utils.translation.trans_real import parse_accept_lang_header

from api.handlers import wants_html

ENGLISH: str = settings.LANGUAGE_CODE
# Documents for developers.
IN_ENGLISH = ("/openapi.json", "/docs/")
ANY = "*"

# Texts of Django REST framework whose own translations speak informally or name types of Python. The catalogs of
# settings.LOCALE_PATHS come before those of apps.
FRAMEWORK_TEXTS = (
    gettext_noop("A valid integer is required."),
    gettext_noop("Ensure this field has no more than {max_length} characters."),
    gettext_noop("Ensure this field has no more than {max_length} elements."),
    gettext_noop("Ensure this value is greater than or equal to {min_value}."),
    gettext_noop("Ensure this value is less than or equal to {max_value}."),
    gettext_noop("Enter a valid email address."),
    gettext_noop('Expected a dictionary of items but got type "{input_type}".'),
    gettext_noop('Expected a list of items but got type "{input_type}".'),
    gettext_noop("Invalid data. Expected a dictionary, but got {datatype}."),
    gettext_noop('Method "{method}" not allowed.'),
    gettext_noop("Must be a valid boolean."),
    gettext_noop("Not a valid string."),
    gettext_noop("This field is required."),
    gettext_noop("This field may not be blank."),
    gettext_noop("This field may not be null."),
    gettext_noop("This list may not be empty."),
    gettext_noop('Unsupported media type "{media_type}" in request.'),
)

R = TypeVar("R", bound=HttpResponseBase)


class LanguageMiddleware:
    """Responds in the language that the client prefers, and names it on responses that say something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with override(ENGLISH if request.path.startswith(IN_ENGLISH) else choose_language(request)):
            response = self.get_response(request)
            return name_language(response) if is_of_api(request) and has_message(response) else response


def is_of_api(request: HttpRequest) -> bool:
    return not (wants_html(request) or request.path.startswith(IN_ENGLISH))


def choose_language(request: HttpRequest) -> str:
    """The language that `Accept-Language` prefers (RFC 9110, section 12.5.4). `de-AT` is served German.

    Not Django's `get_language_from_request`, which lets a cookie decide.
    """
    for language, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if language == ANY:
            break
        if quality and (supported := find_supported(language)):
            return supported
    return ENGLISH


def find_supported(language: str) -> str | None:
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return None


def has_message(response: HttpResponseBase) -> bool:
    """Whether the body has a text of ours: every error, and an outcome with its `message`.

    A stored response that is sent again has none: it is in the language of the first request.
    """
    if response.status_code >= 400:
        return response.get("Content-Type", "").startswith("application/json")
    data = getattr(response, "data", None)
    return isinstance(data, Mapping) and isinstance(data.get("message"), str | Promise)


def name_language(response: R) -> R:
    """The response, marked as being in the active language and as depending on `Accept-Language`."""
    response.headers.setdefault("Content-Language", get_language() or ENGLISH)
    patch_vary_headers(response, ["Accept-Language"])
    return response
