"""The form of a user in the managers' admin."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH, reject_weak_password
from accounts.people.fields import BORN_IN_THE_FUTURE, build_address_error, is_born_in_the_future
from core.exceptions import InvalidInput
from office.people.own_address import OwnAddressForm

# The fields on the page that an import does not have.
DETAILS = (
    "address",
    "postcode",
    "city",
    "date_of_birth",
    "personnel_number",
    "color",
    "is_pilot",
    "supervisor",
    "base",
)


class UserForm(OwnAddressForm):
    """A user, with an optional new password."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        max_length=PASSWORD_MAX_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Leave empty to keep the current password. A new user without a password cannot log in until you set one, "
            "or the user follows an invitation."
        ),
    )
    is_invited = forms.BooleanField(
        label=_("Send an invitation"),
        required=False,
        initial=True,
        help_text=_("A mail with a link by which the user sets a password. Not sent if you set one here."),
    )

    # False on the manager's own page: the own password is changed where the old one is required.
    sets_password = True
    offers_invitation = False

    class Meta(OwnAddressForm.Meta):
        fields = (*OwnAddressForm.Meta.fields, *DETAILS, "photo")

    def clean_date_of_birth(self) -> date | None:
        day: date | None = self.cleaned_data["date_of_birth"]
        if is_born_in_the_future(day, self.instance.company):
            raise forms.ValidationError(BORN_IN_THE_FUTURE)
        return day

    def validate_unique(self) -> None:
        """The address, which is unique on the whole server: says more of a deleted person's than Django does."""
        email = self.cleaned_data.get("email")
        if email and email != self.initial.get("email"):
            clash = build_address_error([email], self.instance.company)
            if clash is not None:
                self.add_error("email", clash.errors["email"])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.sets_password:
            self.fields.pop("new_password", None)
        if not self.offers_invitation:
            self.fields.pop("is_invited", None)

    def clean_new_password(self) -> str:
        password = str(self.cleaned_data["new_password"])
        try:
            if password:
                reject_weak_password(password, self.instance, field="new_password")
        except InvalidInput as error:
            raise forms.ValidationError(error.errors["new_password"]) from error
        return password

    def save(self, commit: bool = True) -> User:
        """Sets the password of a new user; `edit_user` sets that of a stored one, which ends sessions."""
        if self.instance._state.adding and self.cleaned_data["new_password"]:
            self.instance.set_password(self.cleaned_data["new_password"])
        return super().save(commit)
