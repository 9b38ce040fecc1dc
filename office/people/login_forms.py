"""The forms of the managers' admin into which a password is typed by its owner."""

import math
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.password_validation import password_validators_help_text_html

from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH
from accounts.sign_in import credentials
from core.exceptions import Busy, Forbidden, InvalidInput, RetryLater

if TYPE_CHECKING:  # unfold is untyped
    from django.contrib.admin.forms import AdminAuthenticationForm as AuthenticationForm
    from django.forms import PasswordInput
else:
    from unfold.forms import AuthenticationForm
    from unfold.widgets import UnfoldAdminPasswordWidget as PasswordInput

WRONG_CREDENTIALS = "The e-mail address or the password is not right."


def format_wait(refusal: RetryLater) -> str:
    """How long to wait, as people say it."""
    if isinstance(refusal, Busy):
        return refusal.message
    minutes = math.ceil(refusal.retry_after / 60)
    wait = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"There were too many attempts with a wrong password. Please wait {wait} and try again."


class LoginForm(AuthenticationForm):
    """E-mail address and password. Who is locked out is told so, and for how long, as the API does."""

    error_messages = {"invalid_login": WRONG_CREDENTIALS, "inactive": WRONG_CREDENTIALS}

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or self.cleaned_data
        except RetryLater as refusal:
            raise forms.ValidationError(format_wait(refusal), code="wait") from refusal


def build_password_field(label: str, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_MAX_LENGTH, widget=widget, help_text=help_text)


class OwnPasswordForm(PasswordChangeForm):
    """The old password, and the new one twice. accounts/sign_in/credentials.py sets it, as it sets every password.

    The old one is checked last, when nothing else is wrong: each check is a guess that counts.
    """

    old_password = build_password_field("Old password", "current-password")
    new_password1 = build_password_field("New password", "new-password", password_validators_help_text_html())
    new_password2 = build_password_field("New password, again", "new-password")

    def clean_old_password(self) -> str:
        return str(self.cleaned_data["old_password"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            self.change_password(cleaned["old_password"], cleaned["new_password1"])
        return cleaned

    def change_password(self, old: str, new: str) -> None:
        try:
            credentials.change_own_password(user=self.user, old=old, new=new)
        except Forbidden:
            self.add_error("old_password", "This is not your present password.")
        except RetryLater as refusal:
            self.add_error("old_password", format_wait(refusal))
        except InvalidInput as refusal:
            self.add_error("new_password1", refusal.errors["password"])

    def save(self, commit: bool = True) -> User:
        """It is done; the page that called renews its own session."""
        return self.user
