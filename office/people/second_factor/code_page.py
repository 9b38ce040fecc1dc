"""The second page of the admin's login, which asks for the code of the second factor."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from unfold.widgets import UnfoldAdminTextInputWidget as TextInput

from accounts.sign_in.clients import build_client_info
from accounts.sign_in.devices import remember_device
from accounts.sign_in.second_factor.checking import CodeRequired, request_code
from accounts.sign_in.second_factor.policy import TwoFactor, get_required_factor
from accounts.sign_in.sessions import authenticate_by_code
from core.exceptions import RetryLater
from office.base.managers import use_language_of
from office.people.login_forms import format_wait
from office.people.second_factor.pending_login import (
    SESSION_KEY,
    PendingLogin,
    find_pending_login,
    store_pending_login,
)

BACKEND = "accounts.authentication.PasswordBackend"
CODE_MAX_LENGTH = 50
EXPIRED = gettext_lazy("The login took too long, or your account was changed meanwhile. Please log in again.")
HELP = {
    TwoFactor.EMAIL: gettext_lazy("The six digits of the mail that was sent to you, valid for ten minutes."),
    TwoFactor.TOTP: gettext_lazy("The six digits that your authenticator app shows, or one of your recovery codes."),
}


class CodeForm(forms.Form):
    """The code of the second factor."""

    code = forms.CharField(
        max_length=CODE_MAX_LENGTH,
        widget=TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none"}),
    )


class LoginCodeForm(CodeForm):
    """The code of a pending login, which is checked only when the field is valid: each check counts as an attempt."""

    def __init__(self, request: HttpRequest, pending: PendingLogin, *args: Any) -> None:
        super().__init__(*args)
        self.request, self.pending = request, pending
        self.fields["code"].help_text = HELP.get(get_required_factor(pending.user), "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.check(cleaned["code"])
        return cleaned

    def check(self, code: str) -> None:
        try:
            authenticate_by_code(user=self.pending.user, code=code, client=build_client_info(self.request))
        except CodeRequired as error:
            self.add_error("code", error.message)
        except RetryLater as error:
            self.add_error("code", format_wait(error))


def begin_pending_login(request: HttpRequest, error: CodeRequired) -> HttpResponseBase:
    """Remembers whose password was right, and leads to the page that asks for the code."""
    store_pending_login(request, error.user)
    messages.info(request, error.message)
    return HttpResponseRedirect(reverse("admin:login_code"))


@never_cache
@sensitive_post_parameters("code")
def render_code_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponseBase:
    """The page itself; a new code by e-mail if one is requested; the login once the code is right."""
    pending = find_pending_login(request)
    if pending is None:
        messages.warning(request, EXPIRED)
        return HttpResponseRedirect(reverse("admin:login"))
    use_language_of(pending.user)
    if request.method == "POST" and "resend" in request.POST:
        return send_another_code(request, pending)
    form = LoginCodeForm(request, pending, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and form.is_valid():
        return finish_login(request, pending)
    can_resend = get_required_factor(pending.user) is TwoFactor.EMAIL
    values = {**context, "title": _("Enter the code"), "form": form, "can_resend": can_resend}
    return TemplateResponse(request, "people/second_factor/code.html", values)


def send_another_code(request: HttpRequest, pending: PendingLogin) -> HttpResponseBase:
    messages.info(request, request_code(pending.user, get_required_factor(pending.user)).message)
    return HttpResponseRedirect(reverse("admin:login_code"))


def finish_login(request: HttpRequest, pending: PendingLogin) -> HttpResponseBase:
    login(request, pending.user, backend=BACKEND)
    request.session.pop(SESSION_KEY, None)
    response = HttpResponseRedirect(pending.target)
    remember_device(response, request, pending.user.pk)
    return response
