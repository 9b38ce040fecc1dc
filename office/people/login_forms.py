"""The login form and the form for changing the own password in the admin."""

import math
from typing import Any

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise
from unfold.forms import AuthenticationForm
from unfold.widgets import UnfoldAdminPasswordWidget as PasswordInput

from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH
from accounts.sign_in import credentials
from accounts.sign_in.second_factor.checking import CodeRequired
from accounts.sign_in.sessions import WRONG_CREDENTIALS
from core.addresses.app import get_app_address
from core.exceptions import Busy, Forbidden, InvalidInput, RetryLater


def format_wait(error: RetryLater) -> str:
    """A sentence that says how long to wait."""
    if isinstance(error, Busy):
        return error.message
    minutes = math.ceil(error.retry_after / 60)
    text = ngettext(
        "Too many failed login attempts. Please wait a minute and try again.",
        "Too many failed login attempts. Please wait %(minutes)s minutes and try again.",
        minutes,
    )
    return text % {"minutes": minutes}


def build_hint() -> str:
    """For instructors and students at the login of the admin: where their own pages are."""
    return format_html(
        _(
            "Only training managers log in here. Your trainings and classes are in "
            '<a class="underline" href="{}">the app</a>. '
            'If you need a new password, <a class="underline" href="{}">ask for one here</a>.'
        ),
        get_app_address(),
        reverse("recover"),
    )


class LoginForm(AuthenticationForm):
    """E-mail address and password. A throttled login shows how long to wait, as the API does with `Retry-After`."""

    error_messages = {"invalid_login": WRONG_CREDENTIALS, "inactive": WRONG_CREDENTIALS}

    def confirm_login_allowed(self, user: AbstractBaseUser) -> None:
        """Called for the right password alone: tells those who are no managers where their own pages are."""
        if not (isinstance(user, User) and user.is_manager):
            raise forms.ValidationError(build_hint(), code="not_a_manager")

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or self.cleaned_data
        except RetryLater as error:
            raise forms.ValidationError(format_wait(error), code="wait") from error
        except CodeRequired as error:  # handled by `ManagersSite.login`, for people whom the admin is for
            self.confirm_login_allowed(error.user)
            raise


def build_password_field(label: StrOrPromise, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_MAX_LENGTH, widget=widget, help_text=help_text)


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice. `credentials.change_own_password` verifies the old one and sets the new.

    It runs only when everything else is valid, because each verification counts as an attempt.
    """

    old_password = build_password_field(gettext_lazy("Old password"), "current-password")
    new_password1 = build_password_field(
        gettext_lazy("New password"), "new-password", password_validators_help_text_html()
    )
    new_password2 = build_password_field(gettext_lazy("New password, again"), "new-password")

    def clean_old_password(self) -> str:
        """Without Django's own verification, which would not count as an attempt."""
        return str(self.cleaned_data["old_password"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.change_password(cleaned["old_password"], cleaned["new_password1"])
        return cleaned

    def change_password(self, old: str, new: str) -> None:
        try:
            credentials.change_own_password(user=self.user, old=old, new=new)
        except Forbidden as error:
            has_password = self.user.has_usable_password()
            self.add_error("old_password", _("This is not your current password.") if has_password else error.message)
        except RetryLater as error:
            self.add_error("old_password", format_wait(error))
        except InvalidInput as error:
            self.add_error("new_password1", error.errors["password"])

    def save(self, commit: bool = True) -> User:
        """The password is stored already; Django's view then renews the session of the request."""
        return self.user
