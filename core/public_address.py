"""The public address of the server, for what outlives a request, such as the QR code of a certificate."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request


def build_public_address(request: HttpRequest | Request, path: str) -> str:
    """The absolute URL of `path`: under `PUBLIC_URL`, else under the host of the request."""
    return urljoin(settings.PUBLIC_URL, path) if settings.PUBLIC_URL else request.build_absolute_uri(path)
