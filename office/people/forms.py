"""What is asked of a person's fields, wherever a manager fills them in: on a page or in a table."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from accounts import countries_and_zones
from accounts.models import User
from accounts.roles import Role
from office.forms.text_fields import normalise_text


class PlaceField(forms.ChoiceField):
    """One of the ids that `names` maps to names, or none. Looked up in it, not searched for: tables are long."""

    def __init__(self, names: Callable[[], Mapping[str, str]], **kwargs: Any) -> None:
        self.names = names
        super().__init__(choices=lambda: [("", "—"), *names().items()], required=False, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return value in self.names()


class PersonForm(forms.ModelForm):
    """A person of a school. `highest_role` is the most powerful role that may be granted: nobody grants one above the
    own."""

    country_id = PlaceField(countries_and_zones.list_countries, label="Country")
    timezone_id = PlaceField(countries_and_zones.list_timezones, label="Time zone")

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
            return  # a page to read
        group.choices = [(value, name) for value, name in Role.choices if value >= self.highest_role]
        group.error_messages["invalid_choice"] = "There is no such role, or it is above your own."
