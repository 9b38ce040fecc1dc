"""What people send about their own account (docs/api.md, section 12)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import countries_and_zones
from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH, reject_weak_password
from api.input_fields import ChoiceField, FlagField, ListedIdField, PasswordField, TextField, is_blank
from core.text.cleaning import clean_email, clean_line

EMAIL_MAX_LENGTH = 254
DIFFERENT = gettext_lazy("The two are different.")


class ClearableField(TextField):
    """Text that may be left out, or null, which is the same; empty text clears it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_blank=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(serializers.empty if data is None else data)


class LineField(ClearableField):
    """Such a text on one line."""

    def to_internal_value(self, data: Any) -> str:
        return " ".join(clean_line(super().to_internal_value(data)).split())


class NameField(LineField):
    """A name, which cannot be cleared: blank text is the same as none."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        is_empty = isinstance(data, str) and not data.strip()
        return super().run_validation(serializers.empty if is_empty else data)

    def to_internal_value(self, data: Any) -> str:
        name = super().to_internal_value(data)
        if not name:  # of invisible characters alone
            self.fail("blank")
        return name


class OptionalListedIdField(ListedIdField):
    """The id of a country or a time zone; empty or 0 for none."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return "" if is_blank(data) or str(data).strip() == "0" else super().run_validation(data)


@extend_schema_field(OpenApiTypes.EMAIL)
class EmailAddressField(TextField):
    """An e-mail address in the spelling by which it is stored."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=EMAIL_MAX_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        email = clean_email(super().to_internal_value(data))
        try:
            validate_email(email)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        return email


class Group(serializers.Serializer[Any]):
    """A group of optional fields, which may be left out or blank as a whole."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", required=False, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation({} if is_blank(data) else data)


class OwnDetailInput(Group):
    name = NameField(max_length=100)
    surname = NameField(max_length=100)
    phone = LineField(max_length=40)
    address = ClearableField(max_length=500)
    pc = LineField(max_length=20, source="postcode")
    city = LineField(max_length=100)
    country_id = OptionalListedIdField(
        choices=sorted(countries_and_zones.list_countries()), listed="/users/countries.json", required=False
    )
    timezone_id = OptionalListedIdField(
        choices=sorted(countries_and_zones.list_timezones()), listed="/users/timezones.json", required=False
    )


class OwnPreferencesInput(Group):
    language = ChoiceField(choices=[code for code, _name in settings.LANGUAGES], required=False)
    newsletter = FlagField(required=False, source="wants_newsletter")
    alerts = FlagField(required=False, source="wants_alerts")
    message_alerts = FlagField(required=False, source="wants_message_alerts")
    two_factor = ChoiceField(choices=User.TwoFactor.choices, required=False)


class OwnAccountInput(serializers.Serializer[Any]):
    """The fields to change, under the names of the model; `password` where the second factor is turned off."""

    UserDetail = OwnDetailInput()
    User = OwnPreferencesInput()
    password = PasswordField(max_length=PASSWORD_MAX_LENGTH, required=False, allow_null=True, allow_blank=True)


# The fields of `OwnAccountInput` that its service may reject, as errors name them.
EDITED = {"name": "UserDetail.name", "surname": "UserDetail.surname", "two_factor": "User.two_factor"}


class OwnPasswordInput(serializers.Serializer[Any]):
    """The present password, and the new one twice."""

    password = PasswordField(max_length=PASSWORD_MAX_LENGTH)
    newpassword = PasswordField(max_length=PASSWORD_MAX_LENGTH)
    newpasswordrepeat = PasswordField(max_length=PASSWORD_MAX_LENGTH)

    def validate_newpassword(self, text: str) -> str:
        """Before the present one is checked: a weak new password is no login attempt."""
        reject_weak_password(text, self.context["request"].user, field="newpassword")
        return text

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields["newpassword"] != fields["newpasswordrepeat"]:
            raise serializers.ValidationError({"newpasswordrepeat": DIFFERENT})
        return fields


class OwnEmailInput(serializers.Serializer[Any]):
    """The new address twice, and the password."""

    new_email = EmailAddressField()
    new_email_repeat = EmailAddressField()
    password = PasswordField(max_length=PASSWORD_MAX_LENGTH)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields["new_email"] != fields["new_email_repeat"]:
            raise serializers.ValidationError({"new_email_repeat": DIFFERENT})
        return fields


REQUESTED = {"email": "new_email"}


class RecoverPasswordInput(serializers.Serializer[Any]):
    # Any text: an address that is none gets the same response as one without an account.
    email = TextField(max_length=EMAIL_MAX_LENGTH)


class NewPasswordInput(serializers.Serializer[Any]):
    """The new password, twice."""

    password = PasswordField(max_length=PASSWORD_MAX_LENGTH)
    newpassword = PasswordField(max_length=PASSWORD_MAX_LENGTH)

    def validate(self, fields: dict[str, Any]) -> dict[str, Any]:
        if fields["password"] != fields["newpassword"]:
            raise serializers.ValidationError({"newpassword": DIFFERENT})
        return fields
