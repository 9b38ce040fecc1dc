"""What a page of the managers' admin may load and run (Content-Security-Policy, w3.org/TR/CSP3).

Scripts come from this server's files alone: no page has one in its text, so that none needs a nonce. Two allowances
remain, both of django-unfold: its Alpine.js makes functions of the expressions in its attributes (`unsafe-eval`), and
its pages carry colours and heights in `style` (`unsafe-inline` of styles, not of scripts). Pictures may come from
elsewhere by https, as slides may show such.
"""

from collections.abc import Callable

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
# What an admin never asks of a browser.
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class AdminPolicy:
    """The middleware: adds the policy to whatever is answered under `/admin/`, unless a page brought a stricter one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path.startswith("/admin/"):
            response.headers.setdefault("Content-Security-Policy", build_policy(response))
            response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response


def build_policy(response: HttpResponseBase) -> str:
    """The policy as a header. Only what may stand in a frame of our own says so (X-Frame-Options)."""
    framed = response.headers.get("X-Frame-Options") == "SAMEORIGIN"
    parts = {**POLICY, "frame-ancestors": "'self'" if framed else "'none'"}
    return "; ".join(f"{name} {value}" for name, value in parts.items())
