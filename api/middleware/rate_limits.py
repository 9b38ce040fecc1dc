"""How many requests a client may make in a minute: `REQUESTS_PER_MINUTE`, 0 for no limit.

Counted per token, and per network address where there is none. The counters live in the cache: without a shared one
(`CACHE_URL`) every process counts for itself. A cache that is away limits nobody. Guessing passwords is limited apart
from this, and in the database (accounts/sign_in/login_attempts.py).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.authentication import get_client_address, get_token
from accounts.sign_in.login_attempts import build_key
from api.handlers import build_json_response, needs_database
from core import exceptions

WINDOW_SECONDS = 60
# What browsers load by the dozen, and people's pages, which have a login of their own.
UNLIMITED = ("/admin/", "/static/", "/media/", "/docs/")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Allowance:
    """What is left to a client in this minute."""

    limit: int
    used: int
    reset_seconds: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """As in draft-ietf-httpapi-ratelimit-headers-06: three numbers that every client can read."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(self.reset_seconds),
        }


class RequestLimit:
    """The middleware: counts, tells the client on every answer where it stands, and refuses with 429 what is beyond."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    @needs_database
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        allowance = count_request(request)
        if allowance is None:
            return self.get_response(request)
        response = build_too_many_response(allowance) if allowance.is_exceeded else self.get_response(request)
        for name, value in allowance.headers().items():
            response.headers.setdefault(name, value)
        return response


def count_request(request: HttpRequest) -> Allowance | None:
    limit: int = settings.REQUESTS_PER_MINUTE
    if not limit or request.path.startswith(UNLIMITED):
        return None
    window, into = divmod(int(time.time()), WINDOW_SECONDS)
    try:
        used = increment_counter(f"{get_subject(request)}:{window}")
    except Exception as error:  # whatever the cache's client raises; the school goes on
        logger.warning("Requests are not being counted: %s", type(error).__name__)
        return None
    return Allowance(limit, used, WINDOW_SECONDS - into)


def increment_counter(key: str) -> int:
    """One more under this key; the number with it."""
    cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    return cache.incr(key)


def get_subject(request: HttpRequest) -> str:
    token = get_token(request)
    return build_key("requests", str(token.pk) if token else get_client_address(request))


def build_too_many_response(allowance: Allowance) -> HttpResponseBase:
    return build_json_response(429, exceptions.TooManyAttempts.default, {"Retry-After": str(allowance.reset_seconds)})
