"""Devices on which somebody has logged in before, whose wrong passwords are counted apart from strangers'.

Otherwise whoever knows an e-mail address could lock its owner out, and whoever sits behind a school's router the whole
school. As in OWASP's "device cookies" (owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies):
a login leaves a signed token on the device, in a cookie or, for clients without cookies, in the header `Device-Token`.
It is no credential: with it one guesses in a counter of one's own, as small as the others.
"""

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http.response import HttpResponseBase

COOKIE = HEADER = "Device-Token"
LIFETIME = timedelta(days=365)
# Of a classroom's computer the last ones count.
MAX_PEOPLE = 10
MAX_TOKEN_LENGTH = 512

SIGNER = signing.TimestampSigner(salt="accounts.devices")


@dataclass(frozen=True)
class Device:
    """A device by a name that means nothing, and the people who have logged in on it, the last one first."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    user_ids: tuple[int, ...] = ()

    def token(self) -> str:
        return SIGNER.sign(f"{self.name}.{'.'.join(map(str, self.user_ids))}")


def get_device(request: Any) -> Device | None:
    """The device that a request comes from, when its token is ours and not too old."""
    token = request.headers.get(HEADER) or request.COOKIES.get(COOKIE) or ""
    if not 0 < len(token) <= MAX_TOKEN_LENGTH:
        return None
    try:
        name, *ids = SIGNER.unsign(token, max_age=LIFETIME).split(".")
    except signing.BadSignature:
        return None
    return Device(name, tuple(map(int, ids)))


def remember_device(response: HttpResponseBase, request: Any, user_id: int) -> None:
    """Leaves the token with whoever has just logged in, for the next time."""
    known = get_device(request) or Device()
    others = tuple(one for one in known.user_ids if one != user_id)
    token = Device(known.name, (user_id, *others)[:MAX_PEOPLE]).token()
    response.headers[HEADER] = token
    response.set_cookie(  # type: ignore[attr-defined]
        COOKIE,
        token,
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
