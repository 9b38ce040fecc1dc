"""The fields of a user and their validation, shared by the page of a user and the import."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import countries_and_zones
from accounts.models import User
from accounts.roles import Role
from office.forms.text_fields import normalise_text


class NamedChoiceField(forms.ChoiceField):
    """One of the ids in `names` (id to name), or empty.

    Validated by a dictionary lookup: Django's search through hundreds of choices is too slow for each row of an import.
    """

    def __init__(self, names: Callable[[], Mapping[str, str]], **kwargs: Any) -> None:
        self.names = names
        super().__init__(choices=lambda: [("", "—"), *names().items()], required=False, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return value in self.names()


class PersonForm(forms.ModelForm[User]):
    """A user of a school. `highest_role` is the most powerful role that may be granted: that of the acting manager
    (accounts/roles.py)."""

    country_id = NamedChoiceField(countries_and_zones.list_translated_countries, label=_("Country"))
    timezone_id = NamedChoiceField(countries_and_zones.list_timezones, label=_("Time zone"))

    highest_role = int(min(Role))

    class Meta:
        model = User
        fields: tuple[str, ...] = (
            "email",
            "name",
            "surname",
            "group",
            "is_active",
            "expires_on",
            "phone",
            "country_id",
            "timezone_id",
            "language",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            normalise_text(field)
        group = self.fields.get("group")
        if not isinstance(group, forms.ChoiceField):
            return  # the role is shown read-only
        group.choices = [(value, name) for value, name in Role.choices if value >= self.highest_role]
        group.error_messages["invalid_choice"] = _("This role does not exist or is higher than your own.")
