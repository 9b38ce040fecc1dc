"""Forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.passwords import PASSWORD_MAX_LENGTH
from core.text.cleaning import clean_email


class AddressField(forms.EmailField):
    """An e-mail address in the spelling in which addresses are stored; validated after that."""

    def to_python(self, value: Any) -> str:
        return clean_email(super().to_python(value) or "")


class PageForm(forms.Form):
    """Without colons after the labels, which languages space differently."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, label_suffix="")


class RecoveryForm(PageForm):
    """The address of the account whose password is forgotten."""

    email = AddressField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


def build_password_field(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_MAX_LENGTH, widget=widget, help_text=help_text)


class PasswordForm(PageForm):
    """A new password, twice. Whether it is strong enough is checked by the service that sets it."""

    password = build_password_field(_("New password"), password_validators_help_text_html())
    repetition = build_password_field(_("New password, again"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        both = {cleaned.get("password"), cleaned.get("repetition")} - {None}
        if not self.errors and len(both) > 1:
            self.add_error("repetition", _("The two passwords are not the same."))
        return cleaned
