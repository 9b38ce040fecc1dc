"""What is asked of a person's fields, wherever a manager fills them in: on a page or in a table."""

from typing import Any

from django import forms

from accounts import places
from accounts.models import User
from accounts.roles import Role

Choices = list[tuple[Any, str]]


def country_choices() -> Choices:
    return [("", "—"), *places.countries().items()]


def timezone_choices() -> Choices:
    return [("", "—"), *places.timezones().items()]


class PersonForm(forms.ModelForm):
    """A person of a school. `highest_role` is the most powerful role that may be granted: nobody grants one above the
    own."""

    country_id = forms.ChoiceField(label="Country", required=False, choices=country_choices)
    timezone_id = forms.ChoiceField(label="Time zone", required=False, choices=timezone_choices)

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
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)  # noqa: S101
        group.choices = [(value, name) for value, name in Role.choices if value >= self.highest_role]
        group.error_messages["invalid_choice"] = "There is no such role, or it is above your own."

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
