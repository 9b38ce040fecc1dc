"""The network address of a client, behind the proxies that the operator trusts."""

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request


def get_client_address(request: HttpRequest | Request) -> str:
    """The network address of the client, under which failed logins and requests are counted.

    `TRUSTED_PROXIES` proxies each append the address they saw to `X-Forwarded-For`; what stands before those entries
    was sent by the client and may be forged. Without trusted proxies, it is the address of the connection.
    """
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and forwarded:
        return str(forwarded[-min(settings.TRUSTED_PROXIES, len(forwarded))])
    return str(request.META.get("REMOTE_ADDR", ""))
