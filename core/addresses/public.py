"""The public address of the server, for what outlives a request, such as the QR code of a certificate or a mail."""

from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest
from rest_framework.request import Request

# Where a server without PUBLIC_URL can be reached: on the machine it runs on.
LOCAL_URL = "http://127.0.0.1:8000"


def build_public_address(request: HttpRequest | Request, path: str) -> str:
    """The absolute URL of `path`: under `PUBLIC_URL`, else under the host of the request."""
    return urljoin(settings.PUBLIC_URL, path) if settings.PUBLIC_URL else request.build_absolute_uri(path)


def build_server_address(path: str) -> str:
    """The absolute URL of `path` where there is no request: under `PUBLIC_URL`, else on this machine."""
    return urljoin(settings.PUBLIC_URL or LOCAL_URL, path)
