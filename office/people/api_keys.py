"""The form of a new API key."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.api_keys import check_last_day
from accounts.models import Token
from core.exceptions import InvalidInput
from office.forms.date_inputs import DayField


class ApiKeyForm(forms.ModelForm[Token]):
    """A new API key: its user, its purpose and its last day."""

    name = forms.CharField(label=_("Name"), max_length=100)
    expires_on = DayField(
        label=_("Expires on"),
        required=False,
        help_text=_("The last day on which the key is valid, in the school's time zone."),
    )

    class Meta:
        model = Token
        fields = ("user", "name")

    def clean(self) -> dict[str, Any]:
        """One live key per user and name, as `create_api_key` requires; checked here for an error at the field."""
        cleaned = super().clean() or self.cleaned_data
        namesakes = Token.objects.filter(
            user=cleaned.get("user"), name=cleaned.get("name"), kind=Token.Kind.API_KEY, revoked_at__isnull=True
        )
        if namesakes.exists():
            self.add_error("name", _("This user already has a key with this name. Revoke it first."))
        self.check_last_day(cleaned)
        return cleaned

    def check_last_day(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("user") and cleaned.get("expires_on"):
            try:
                check_last_day(cleaned["expires_on"], cleaned["user"].company)
            except InvalidInput as error:
                self.add_error("expires_on", error.errors["expires_on"])
