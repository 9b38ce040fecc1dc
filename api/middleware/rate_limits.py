"""Limits the requests of a client per minute: `REQUESTS_PER_MINUTE`, 0 for no limit.

Requests are counted per token, or per network address without one. The counters live in the cache: without a shared
cache (`CACHE_URL`) each process counts on its own, and while the cache is down nothing is limited. Login attempts have
their own limit, in the database (accounts/sign_in/login_attempts.py).
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.authentication import get_token
from accounts.sign_in.login_attempts import build_key
from api.handlers import build_json_response, handle_database_outage
from core import exceptions
from core.addresses.client import get_client_address
from core.outages.breaker import Breaker

WINDOW_SECONDS = 60
# Static files, which browsers load by the dozen, and pages for people, which count login attempts themselves.
UNLIMITED = ("/admin/", "/account/", "/static/", "/media/", "/docs/", "/app/")

logger = logging.getLogger(__name__)

# While the cache hangs, one request a second waits for it.
BREAKER = Breaker((Exception,), ConnectionError)


@dataclass(frozen=True)
class RateLimit:
    """The state of a client's limit in the current minute."""

    limit: int
    used: int
    reset_seconds: int

    @property
    def is_exceeded(self) -> bool:
        return self.used > self.limit

    def build_headers(self) -> dict[str, str]:
        """The three headers of draft-ietf-httpapi-ratelimit-headers-06."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - self.used)),
            "RateLimit-Reset": str(self.reset_seconds),
        }


class RateLimitMiddleware:
    """Counts requests, adds the state of the limit to every response, and responds with 429 beyond the limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    @handle_database_outage
    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        rate_limit = count_request(request)
        if rate_limit is None:
            return self.get_response(request)
        response = build_too_many_response(rate_limit) if rate_limit.is_exceeded else self.get_response(request)
        for name, value in rate_limit.build_headers().items():
            response.headers.setdefault(name, value)
        return response


def count_request(request: HttpRequest) -> RateLimit | None:
    """Counts the request; None when it is not limited."""
    limit: int = settings.REQUESTS_PER_MINUTE
    if not limit or request.path.startswith(UNLIMITED):
        return None
    window, elapsed = divmod(int(time.time()), WINDOW_SECONDS)
    try:
        key = f"{build_counter_key(request)}:{window}"
        used = BREAKER.call(lambda: increment_counter(key))
    except Exception as error:  # depends on the cache's client; an outage of the cache must not stop the server
        logger.warning("Requests are not being counted: %s", type(error).__name__)
        return None
    return RateLimit(limit, used, WINDOW_SECONDS - elapsed)


def increment_counter(key: str) -> int:
    """The incremented counter. `add` sets it only when it is new; the expiry outlives the window, so none is lost."""
    try:
        return cache.incr(key)
    except ValueError:  # the first request of the window
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
    return cache.incr(key)


def build_counter_key(request: HttpRequest) -> str:
    token = get_token(request)
    return build_key("requests", str(token.pk) if token else get_client_address(request))


def build_too_many_response(rate_limit: RateLimit) -> HttpResponseBase:
    return build_json_response(429, exceptions.TooManyAttempts.default, {"Retry-After": str(rate_limit.reset_seconds)})
