"""Logging in at the identity provider of a school (docs/api.md, section 2).

`/sso/` finds the school, `/sso/{company_id}/` leads to its provider, and the provider leads back to `/sso/callback/`.
"""

import logging
import re
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from rest_framework import status

from accounts.models import IdentityProvider, User
from accounts.sign_in.clients import build_client_info, build_client_key
from accounts.sign_in.devices import remember_device
from accounts.sign_in.login_attempts import AttemptCounter, count_attempt, forget_attempts
from accounts.sign_in.single_sign_on.discovery import ProviderError
from accounts.sign_in.single_sign_on.flow import build_login_address, read_identity
from accounts.sign_in.single_sign_on.logins import get_current_user, issue_client_code
from accounts.sign_in.single_sign_on.matching import match_user
from accounts.sign_in.single_sign_on.pending_logins import (
    PendingLogin,
    begin_login,
    forget_pending_login,
    parse_provider_id,
    remember_pending_login,
    take_pending_login,
)
from accounts.sign_in.single_sign_on.providers import get_enabled_provider, get_school_provider, list_providers_for
from api.errors import get_status
from core.addresses.public import build_public_address
from core.exceptions import Conflict, DomainError, Forbidden, InvalidInput, NotFound

Page = Callable[..., HttpResponseBase]

BACKEND = "accounts.authentication.PasswordBackend"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
MAX_NEXT_LENGTH = 500
MAX_EMAIL_LENGTH = 254
CLIENT_STATE = re.compile(r"[A-Za-z0-9._~-]{1,200}")
NO_SCHOOL = _("This school has no single sign-on, or the address of the page is not complete.")
NO_CLIENT = _("This server has no web client to return to.")
MANAGERS_ONLY = _("These pages are for training managers. Please log in with the app of your school.")

logger = logging.getLogger(__name__)


def serve_page(view: Page) -> Page:
    """Decorates a page: GET alone, not cached, without scripts; a domain error is shown on a page."""

    @require_GET
    @never_cache
    @wraps(view)
    def handle_request(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except DomainError as error:
            response = render_error(request, error)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return handle_request


def render_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    code, text = get_status(error), error.sentence
    if isinstance(error, ProviderError):
        logger.warning("Single sign-on: %s", error.reason)
        code = status.HTTP_503_SERVICE_UNAVAILABLE
    if isinstance(error, NotFound):
        text = str(NO_SCHOOL)
    return render(request, "single_sign_on/error.html", {"reason": text}, status=code)


@serve_page
def find_school(request: HttpRequest) -> HttpResponse:
    """A form for the e-mail address and, once it is sent, the schools that log in people with such addresses.

    Each is shown by its name, even if it is the only one: another school could claim the domain as well, and people
    should see where they are about to enter their password.
    """
    email = request.GET.get("email", "")[:MAX_EMAIL_LENGTH].strip()
    wish = parse_wish(request)
    choices = [
        {"provider": provider, "link": build_start_link(provider, wish | {"email": email})}
        for provider in list_providers_for(email)
    ]
    return render(request, "single_sign_on/find_school.html", {"email": email, "choices": choices, "wish": wish})


def build_start_link(provider: IdentityProvider, query: dict[str, str]) -> str:
    return f"{reverse('sso_start', args=[provider.company_id])}?{urlencode(query)}"


def parse_wish(request: HttpRequest) -> dict[str, str]:
    """Where the login shall lead: `{"next": path}` or `{"client": "1", "state": …}`, or neither; of a client also
    `{"prompt": "login"}`, if the provider shall ask for the password although somebody is logged in there.

    Raises InvalidInput for a state that no client can need; Conflict for a client's login without `CLIENT_URL`.
    """
    if request.GET.get("client") != "1":
        next = request.GET.get("next", "")
        return {"next": next} if is_local_path(next) else {}
    if not settings.CLIENT_URL:
        raise Conflict(NO_CLIENT)
    state = request.GET.get("state", "")
    if state and not CLIENT_STATE.fullmatch(state):
        raise InvalidInput.for_field("state", _("Up to 200 letters, digits and the characters . _ ~ - are possible."))
    prompt = {"prompt": "login"} if request.GET.get("prompt") == "login" else {}
    return {"client": "1"} | ({"state": state} if state else {}) | prompt


def is_local_path(path: str) -> bool:
    is_short = 0 < len(path) <= MAX_NEXT_LENGTH
    return is_short and path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


@serve_page
def start_login(request: HttpRequest, company_id: uuid.UUID) -> HttpResponseBase:
    """Leads to the provider of the school, and leaves a cookie by which the callback is recognised."""
    provider, wish = get_school_provider(company_id), parse_wish(request)
    pending = begin_login(
        provider, next=wish.get("next", ""), client_state=wish.get("state", "") if "client" in wish else None
    )
    address = build_login_address(
        provider,
        pending,
        redirect_uri=build_callback_address(request),
        email=request.GET.get("email", "")[:MAX_EMAIL_LENGTH],
        asks_again="prompt" in wish,
    )
    response = HttpResponseRedirect(address)
    remember_pending_login(response, pending)
    return response


def build_callback_address(request: HttpRequest) -> str:
    """The redirect URI, the same for every school."""
    return build_public_address(request, reverse("sso_callback"))


@serve_page
def finish_login(request: HttpRequest) -> HttpResponseBase:
    """The callback of the provider. The login that it belongs to is over, whatever comes of it."""
    pending = take_pending_login(request)
    try:
        response = complete_login(request, pending)
    except DomainError as error:
        response = render_error(request, error)
    forget_pending_login(response)
    return response


def complete_login(request: HttpRequest, pending: PendingLogin) -> HttpResponseBase:
    """Raises ProviderError, Forbidden, NotFound when the provider was switched off meanwhile, and TooManyAttempts."""
    provider = get_enabled_provider(pk=parse_provider_id(pending))
    user = recognise_user(request, provider, pending)
    if pending.client_state is not None:
        return redirect_to_client(issue_client_code(user, provider), pending.client_state)
    if not user.is_manager:
        raise Forbidden(MANAGERS_ONLY)
    return open_admin(request, user, provider, pending)


def recognise_user(request: HttpRequest, provider: IdentityProvider, pending: PendingLogin) -> User:
    """The user whom the provider has logged in. Failures are counted by network address, like wrong passwords: each has
    made this server call the provider."""
    key = build_client_key("sso", build_client_info(request))
    counter = AttemptCounter(key, settings.GUESSES_PER_ADDRESS, is_shared=True)
    with count_attempt(counter) as stamps:
        claims = read_identity(provider, pending, request.GET.dict(), redirect_uri=build_callback_address(request))
        user = match_user(provider, claims)
    forget_attempts([counter], stamps)
    return user


def redirect_to_client(code: str, state: str) -> HttpResponseRedirect:
    """Leads to `CLIENT_URL` alone. In the fragment, which browsers send to no server and in no Referer."""
    if not settings.CLIENT_URL:
        raise Conflict(NO_CLIENT)
    fragment = urlencode({"code": code} | ({"state": state} if state else {}))
    return HttpResponseRedirect(f"{settings.CLIENT_URL.partition('#')[0]}#{fragment}")


def open_admin(
    request: HttpRequest, user: User, provider: IdentityProvider, pending: PendingLogin
) -> HttpResponseRedirect:
    """Opens a session of the admin, without a second factor of ours: the provider's counts (docs/decisions/0019)."""
    request.login_provider = provider.name  # type: ignore[attr-defined]  # read by `record_admin_login`
    with transaction.atomic():
        current = get_current_user(user, provider)
        login(request, current, backend=BACKEND)
    response = HttpResponseRedirect(pending.next if is_local_path(pending.next) else reverse("admin:index"))
    remember_device(response, request, current.pk)
    return response
