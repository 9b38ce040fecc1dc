"""The page _("Second factor") of the logged-in manager: codes by e-mail, an authenticator app, recovery codes."""

from collections.abc import Callable
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from accounts.sign_in.second_factor import changing
from accounts.sign_in.second_factor.policy import TwoFactor, is_factor_demanded
from accounts.sign_in.second_factor.recovery_codes import count_unused_codes
from accounts.sign_in.second_factor.totp import TotpSetup, build_setup, find_pending_device, read_secret
from core.exceptions import DomainError, Forbidden, InvalidInput, RetryLater
from office.base.managers import get_manager
from office.people.login_forms import build_password_field, format_wait
from office.people.second_factor.code_page import CodeForm

TEMPLATES = "people/second_factor"
HELP_TEXT = gettext_lazy("The buttons below require it.")
Context = dict[str, Any]


class PasswordForm(forms.Form):
    """The current password. `act` verifies it, and runs only when the field is valid: each check is an attempt."""

    password = build_password_field(gettext_lazy("Your password"), "current-password", HELP_TEXT)

    def run(self, act: Callable[[str], Any]) -> Any:
        """What the act returns; None, with an error at the field, when the password is missing or wrong."""
        if not self.is_valid():
            return None
        try:
            return act(self.cleaned_data["password"])
        except Forbidden:
            self.add_error("password", _("This is not your current password."))
        except RetryLater as error:
            self.add_error("password", format_wait(error))
        return None


@sensitive_post_parameters("password", "code", "secret")
def render_own_page(request: HttpRequest, context: Context) -> HttpResponseBase:
    """The overview, or what follows from the button that was pressed (`act`)."""
    act = ACTS.get(request.POST.get("act", ""))
    if request.method != "POST" or act is None:
        return render_overview(request, context, PasswordForm())
    try:
        return act(request, context)
    except DomainError as error:
        return return_with_message(request, error.sentence, messages.ERROR)


def render_overview(request: HttpRequest, context: Context, form: PasswordForm) -> HttpResponseBase:
    manager = get_manager(request)
    values = {
        **context,
        "title": _("Second factor"),
        "form": form,
        "factor": manager.two_factor,
        "is_demanded": is_factor_demanded(manager),
        "codes_left": count_unused_codes(manager),
    }
    return TemplateResponse(request, f"{TEMPLATES}/overview.html", values)


def choose_email(request: HttpRequest, context: Context) -> HttpResponseBase:
    changing.choose_factor(user=get_manager(request), factor=TwoFactor.EMAIL)
    return return_with_message(request, _("From now on, each login asks for a code that you get by e-mail."))


def start_app(request: HttpRequest, context: Context) -> HttpResponseBase:
    manager, form = get_manager(request), PasswordForm(request.POST)
    setup = form.run(lambda password: changing.start_totp(user=manager, password=password))
    return render_setup(request, context, setup, CodeForm()) if setup else render_overview(request, context, form)


def confirm_app(request: HttpRequest, context: Context) -> HttpResponseBase:
    """Shows the recovery codes, or the setup again with the error.

    The page holds the secret and sends it along, so that nobody at an unattended browser can have it shown.
    """
    manager, form = get_manager(request), CodeForm(request.POST)
    setup = find_setup(manager, request.POST.get("secret", ""))
    if setup is None:
        return return_with_message(request, _("The setup took too long. Please start again."), messages.ERROR)
    try:
        if form.is_valid():
            codes = changing.confirm_totp(user=manager, code=form.cleaned_data["code"])
            return render_recovery_codes(request, context, codes)
    except InvalidInput as error:
        form.add_error("code", error.errors["code"])
    except RetryLater as error:
        form.add_error("code", format_wait(error))
    return render_setup(request, context, setup, form)


def renew_codes(request: HttpRequest, context: Context) -> HttpResponseBase:
    manager, form = get_manager(request), PasswordForm(request.POST)
    codes = form.run(lambda password: changing.renew_recovery_codes(user=manager, password=password))
    return render_recovery_codes(request, context, codes) if codes else render_overview(request, context, form)


def turn_off(request: HttpRequest, context: Context) -> HttpResponseBase:
    manager, form = get_manager(request), PasswordForm(request.POST)
    factor = form.run(lambda password: changing.disable_factor(user=manager, password=password))
    if factor is None:
        return render_overview(request, context, form)
    if factor is TwoFactor.EMAIL:
        text = _("The app is turned off. Your school requires a second factor: you get codes by e-mail.")
        return return_with_message(request, text)
    return return_with_message(request, _("The second factor is turned off: the password alone logs you in."))


ACTS = {"email": choose_email, "start": start_app, "confirm": confirm_app, "renew": renew_codes, "off": turn_off}


def find_setup(user: User, secret: str) -> TotpSetup | None:
    """The setup under way, for a page that knows its secret."""
    device = find_pending_device(user)
    return build_setup(user, secret) if device is not None and secret and read_secret(device) == secret else None


def render_setup(request: HttpRequest, context: Context, setup: TotpSetup, form: CodeForm) -> HttpResponseBase:
    values = {
        **context,
        "title": _("Set up an authenticator app"),
        "form": form,
        "secret": setup.secret,
        "secret_groups": [setup.secret[start : start + 4] for start in range(0, len(setup.secret), 4)],
        "qr_code": build_qr_code(setup.otpauth_url),
    }
    return TemplateResponse(request, f"{TEMPLATES}/setup.html", values)


def render_recovery_codes(request: HttpRequest, context: Context, codes: list[str]) -> HttpResponseBase:
    values = {**context, "title": _("Your recovery codes"), "codes": codes}
    return TemplateResponse(request, f"{TEMPLATES}/recovery_codes.html", values)


def build_qr_code(text: str) -> SafeString:
    """A QR code as SVG within the page, so that no other server sees the secret; on white, for dark themes."""
    return mark_safe(segno.make(text, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff"))  # noqa: S308


def return_with_message(request: HttpRequest, text: str, level: int = messages.SUCCESS) -> HttpResponseBase:
    messages.add_message(request, level, text)
    return HttpResponseRedirect(reverse("admin:second_factor"))
