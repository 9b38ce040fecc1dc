"""The form of a school's identity provider."""

from typing import Any

from django import forms
from django.core.validators import DomainNameValidator
from django.utils.translation import gettext_lazy as _

from accounts.models import IdentityProvider
from accounts.roles import Role
from accounts.sign_in.single_sign_on.discovery import ProviderError, check_address
from accounts.sign_in.single_sign_on.providers import split_domains

SECRET_LENGTH = 500  # encrypted, it becomes longer; the column has 1000 characters


class IdentityProviderForm(forms.ModelForm[IdentityProvider]):
    """An identity provider. The stored secret is never shown.

    `manager_role` is the role of the acting manager: the most powerful one that the provider may log in.
    """

    issuer = forms.CharField(
        label=_("Issuer"),
        max_length=300,
        help_text=_(
            "The address of the provider, exactly as it writes it itself, such as https://accounts.google.com or "
            "https://login.microsoftonline.com/…/v2.0."
        ),
    )
    new_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=SECRET_LENGTH,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Stored encrypted and never shown. Leave empty to keep the stored one."),
    )

    manager_role = int(min(Role))

    class Meta:
        model = IdentityProvider
        fields = (
            "name",
            "issuer",
            "client_id",
            "new_secret",
            "email_domains",
            "trusts_addresses",
            "highest_role",
            "is_enabled",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = self.fields.get("highest_role")
        if isinstance(role, forms.ChoiceField):  # not where the form is read-only
            role.choices = [(value, name) for value, name in Role.choices if value >= self.manager_role]
            role.error_messages["invalid_choice"] = _("This role does not exist or is higher than your own.")

    def clean_issuer(self) -> str:
        issuer = str(self.cleaned_data["issuer"])
        if any(character.isspace() for character in issuer) or "?" in issuer or "#" in issuer:
            raise forms.ValidationError(_("An issuer is an address without spaces, question marks and number signs."))
        try:
            return check_address(issuer)
        except ProviderError as error:
            raise forms.ValidationError(_("The address must begin with https:// and name a host.")) from error

    def clean_new_secret(self) -> str:
        """One without control characters, which no provider issues, and which would end up in a header."""
        secret = str(self.cleaned_data["new_secret"])
        if not secret.isprintable():
            raise forms.ValidationError(_("The secret contains characters that cannot be printed."))
        return secret

    def clean_email_domains(self) -> str:
        domains = split_domains(str(self.cleaned_data["email_domains"]))
        for domain in domains:
            try:
                DomainNameValidator()(domain)
            except forms.ValidationError as error:
                raise forms.ValidationError(
                    _("%(domain)s is not a domain, such as school.example.") % {"domain": domain}
                ) from error
        return ", ".join(domains)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("trusts_addresses") and not cleaned.get("email_domains") and "email_domains" not in self.errors:
            self.add_error("email_domains", _("Required where the addresses of the provider count as verified."))
        if not cleaned.get("new_secret") and "new_secret" not in self.errors:
            self.check_secret()
        return cleaned

    def check_secret(self) -> None:
        """A new provider needs a secret; so does another issuer, which would otherwise be sent that of the previous
        one."""
        if self.instance._state.adding:
            self.add_error("new_secret", _("Required."))
        elif {"issuer", "client_id"} & set(self.changed_data):
            self.add_error("new_secret", _("Enter the secret again: it belongs to the issuer and the client id."))
