"""The own e-mail address on the manager's own page: changed with the password, as in the API."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.sign_in.credentials import confirm_own_password
from core.exceptions import Forbidden, RetryLater
from office.base.managers import get_manager
from office.people.forms import PersonForm
from office.people.login_forms import format_wait

LINK_SENT = _("A mail with a link is on its way to {}. The new address counts once you have opened the link.")


class OwnAddressForm(PersonForm):
    """A user, with the current password where `asks_password`: it is needed for another e-mail address.

    It is verified only when everything else is valid, because each verification counts as an attempt.
    """

    current_password = forms.CharField(
        label=_("Your password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Only needed for another e-mail address, which counts once you have opened the link sent to it."),
    )

    asks_password = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.asks_password:
            self.fields.pop("current_password", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.asks_password and "email" in self.changed_data and not self.errors:
            self.verify_password(cleaned["current_password"])
        return cleaned

    def verify_password(self, password: str) -> None:
        try:
            confirm_own_password(user=self.instance, password=password)
        except Forbidden as error:
            self.add_error("current_password", error.message)
        except RetryLater as error:
            self.add_error("current_password", format_wait(error))


def needs_password(request: HttpRequest, user: User | None) -> bool:
    """Whether the page is the manager's own. A server without mail cannot confirm an address, nor recover a password by
    it."""
    return settings.MAIL_ENABLED and user is not None and user.pk == get_manager(request).pk
