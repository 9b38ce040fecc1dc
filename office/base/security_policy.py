"""The Content-Security-Policy of the admin's pages (w3.org/TR/CSP3).

Scripts are loaded only from this server's files; no page has inline scripts, so none needs a nonce. Two exceptions are
for django-unfold: its Alpine.js compiles the expressions in attributes (`unsafe-eval`), and its pages set colours and
heights in `style` attributes (`unsafe-inline`, for styles only). Images may come from any https origin, because slides
may contain such images.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob: https:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "media-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
# Browser features that the admin does not use.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class AdminPolicy:
    """Middleware: adds the policy to every response under `/admin/` that does not set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", build_policy(response))
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def build_policy(response: HttpResponseBase, changes: Mapping[str, str] = MappingProxyType({})) -> str:
    """The value of the header. Framing is forbidden unless the response has `X-Frame-Options: SAMEORIGIN`. `changes`
    are the parts in which one page differs."""
    framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
    parts = {**POLICY, **changes, "frame-ancestors": "'self'" if framed else "'none'"}
    return "; ".join(f"{name} {value}" for name, value in parts.items())
