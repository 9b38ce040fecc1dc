"""What the account pages share: language, headers, and the pages for links and requests that lead nowhere.

The pages work without a token, without a session of the admin and without JavaScript (docs/account-pages.md).
"""

import math
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, get_supported_language_variant
from django.views import View

from accounts.models import User
from core.addresses.app import get_app_address
from core.exceptions import Busy, NotFound, RetryLater
from mail.languages import choose_language

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    # The address of a page is a secret while its link works. Not `no-referrer`: with it, browsers send `Origin: null`
    # with the form, which Django's check against forged requests rejects.
    "Referrer-Policy": "strict-origin",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class AccountPage(View):
    """A page of one person's account; subclasses are named after what it is for.

    Texts are in the language that the browser asks for until `use_language_of` names the person whose page it is.
    """

    http_method_names = ("get", "head", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(self.choose_language(request)):
            try:
                response = super().dispatch(request, *args, **kwargs)
            except NotFound:
                response = self.build_missing_response()
            except RetryLater as error:
                response = self.build_wait_response(error)
        return add_headers(response)

    def choose_language(self, request: HttpRequest) -> str:
        return get_language_from_request(request)

    def use_language_of(self, user: User) -> None:
        """Shows the rest of this page in the language of the person; `dispatch` restores the former one."""
        translation.activate(choose_language(user.language, user.company.language))

    def render(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        return render(self.request, f"account/{template}", context, status=status)

    def build_missing_response(self) -> HttpResponse:
        return self.render("broken_link.html", {"can_ask_again": settings.MAIL_ENABLED}, status=404)

    def build_wait_response(self, error: RetryLater) -> HttpResponse:
        """What the API says with `Retry-After`, as a page. A busy server is no fault of the client's."""
        is_busy = isinstance(error, Busy)
        minutes = math.ceil(error.retry_after / 60)
        context = {"is_busy": is_busy, "minutes": minutes}
        response = self.render("wait.html", context, status=503 if is_busy else 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response


def find_language(wanted: str, otherwise: str) -> str:
    """The wanted language, or the other one if the pages are not translated into it."""
    try:
        return get_supported_language_variant(wanted)
    except LookupError:
        return otherwise


def add_headers(response: HttpResponseBase) -> HttpResponseBase:
    for name, value in HEADERS.items():
        response.headers[name] = value
    patch_vary_headers(response, ["Accept-Language"])
    return response


def build_next_step(*, is_manager: bool) -> dict[str, str]:
    """Where a person logs in: managers to the admin, others to the app."""
    return {"next_url": reverse("admin:index") if is_manager else get_app_address()}
