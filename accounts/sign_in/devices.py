"""Known devices: their failed logins are counted separately from those of unknown ones.

Otherwise anybody who knows an e-mail address could lock its owner out, and anybody behind a school's router could lock
out the whole school. These are the "device cookies" of OWASP
(owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies): a login leaves a signed token on the
device, in a cookie or, for clients without cookies, in the header `Device-Token`. The token is not a credential: it
only selects a counter of attempts, with the same limit as that of the account.
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
# On a shared computer, those who logged in last; this bounds the length of the token.
MAX_PEOPLE = 10
# Longer than any token of ours; rejected before its signature is computed.
MAX_TOKEN_LENGTH = 512

# Tokens on devices are signed with this salt: changing it would make every device unknown.
SIGNER = signing.TimestampSigner(salt="accounts.devices")


@dataclass(frozen=True)
class Device:
    """A device by a random name, and the ids of the users who have logged in on it, the last one first."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    user_ids: tuple[int, ...] = ()

    def build_token(self) -> str:
        return SIGNER.sign(f"{self.name}.{'.'.join(map(str, self.user_ids))}")


def get_device(request: Any) -> Device | None:
    """The known device of a request; None without a token that this server signed within `LIFETIME`."""
    token = request.headers.get(HEADER) or request.COOKIES.get(COOKIE) or ""
    if not 0 < len(token) <= MAX_TOKEN_LENGTH:
        return None
    try:
        name, *ids = SIGNER.unsign(token, max_age=LIFETIME).split(".")
    except signing.BadSignature:
        return None
    return Device(name, tuple(map(int, ids)))


def remember_device(response: HttpResponseBase, request: Any, user_id: int) -> None:
    """Adds the token to the response to a successful login, in the header and the cookie."""
    device = get_device(request) or Device()
    others = tuple(id for id in device.user_ids if id != user_id)
    token = Device(device.name, (user_id, *others)[:MAX_PEOPLE]).build_token()
    response.headers[HEADER] = token
    response.set_cookie(
        COOKIE,
        token,
        max_age=LIFETIME,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
