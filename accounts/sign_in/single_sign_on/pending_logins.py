"""A login that is under way at an identity provider: what the server must remember between the start and the callback.

It is kept in a signed cookie, so that the callback works only in the browser that began the login: nobody can make
somebody else's browser finish a login of theirs. It works once: the state of a callback is marked as used.
"""

import secrets
import uuid
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy

from accounts.models import IdentityProvider
from accounts.sign_in.login_attempts import build_key, reserve_attempt
from core.exceptions import Conflict, TooManyAttempts

COOKIE = "single-sign-on"
COOKIE_PATH = "/sso/"
SALT = "accounts.single_sign_on"
LIFETIME = timedelta(minutes=10)  # shorter than GUESS_WINDOW, for which used states are remembered
MAX_COOKIE_LENGTH = 4096

EXPIRED = gettext_lazy("This login has expired, or it was begun in another browser. Please start again.")


@dataclass(frozen=True)
class PendingLogin:
    """A login under way. `state` binds the callback to the browser, `nonce` the ID token and `verifier` (PKCE) the
    provider's code to this login.

    `next` is the local path to open afterwards; `client_state` is what a client sent to recognise its own login, or
    None when the login is for the admin.
    """

    provider_id: str
    state: str
    nonce: str
    verifier: str
    next: str = ""
    client_state: str | None = None


def begin_login(provider: IdentityProvider, *, next: str = "", client_state: str | None = None) -> PendingLogin:
    return PendingLogin(
        provider_id=str(provider.pk),
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        next=next,
        client_state=client_state,
    )


def remember_pending_login(response: HttpResponseBase, pending: PendingLogin) -> None:
    """Adds the cookie to the response that leads to the provider. `Lax`, because the provider leads back by a link."""
    response.set_cookie(
        COOKIE,
        signing.dumps(asdict(pending), salt=SALT),
        max_age=LIFETIME,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_pending_login(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")


def take_pending_login(request: HttpRequest) -> PendingLogin:
    """The login that this browser began and to which the callback belongs, which cannot be taken again.

    Raises Conflict when there is none, when its time is over, and when it was taken already.
    """
    pending = read_cookie(request.COOKIES.get(COOKIE, ""))
    state = request.GET.get("state", "")
    if pending is None or not constant_time_compare(pending.state, state):
        raise Conflict(EXPIRED)
    try:
        reserve_attempt(build_key("sso-state", state), limit=1)
    except TooManyAttempts as error:
        raise Conflict(EXPIRED) from error
    return pending


def read_cookie(text: str) -> PendingLogin | None:
    if not 0 < len(text) <= MAX_COOKIE_LENGTH:
        return None
    try:
        values: dict[str, Any] = signing.loads(text, salt=SALT, max_age=LIFETIME)
        return PendingLogin(**values)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def parse_provider_id(pending: PendingLogin) -> uuid.UUID:
    return uuid.UUID(pending.provider_id)
