"""What the inspector's pages share: the session, which is none of a user, and how they say that there is nothing."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from accounts.pages.base import AccountPage
from inspections.entering import find_session
from inspections.models import InspectorAccess, InspectorSession

COOKIE = "inspection"
COOKIE_PATH = "/inspection/"


class InspectionPage(AccountPage):
    """A page in the language that the browser asks for, with the headers of the account pages."""

    http_method_names: Any = ("get", "head")
    session: InspectorSession | None = None

    def render(self, template: str, context: dict[str, Any] | None = None, *, status: int = 200) -> HttpResponse:
        shown = {"access": self.session.access if self.session else None, **(context or {})}
        folder = "account" if template == "wait.html" else "inspection"
        return render(self.request, f"{folder}/{template}", shown, status=status)

    def build_missing_response(self) -> HttpResponse:
        return self.render("missing.html", status=404)


class VisitPage(InspectionPage):
    """A page for an inspector who has entered; subclasses implement `show`. For everybody else it is closed, whatever
    its address."""

    def get(self, request: HttpRequest, **parameters: Any) -> HttpResponseBase:
        self.session = find_session(request.COOKIES.get(COOKIE, ""))
        if self.session is None:
            return self.render("closed.html", status=403)
        return self.show(self.session.access, **parameters)

    def show(self, access: InspectorAccess, **parameters: Any) -> HttpResponseBase:
        raise NotImplementedError


def keep_session(response: HttpResponseBase, secret: str) -> None:
    """Not readable by scripts, sent to these pages alone, and gone with the browser."""
    response.set_cookie(
        COOKIE, secret, path=COOKIE_PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def forget_session(response: HttpResponseBase) -> None:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
