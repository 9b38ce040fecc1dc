"""The bodies with which managers create, change, invite and delete people (docs/api.md, section 13).

The source of a field is its column. The services check what a value may be; here it is bounded and gets its type.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.roles import Role
from api.input_fields import (
    BlankAsMissing,
    FlagField,
    OptionalDayField,
    OptionalIdField,
    OptionalUserIdField,
    TextField,
    UserIdField,
    is_blank,
    parse_exact_number,
)

NESTED = ("UserDetail", "User")


@extend_schema_field({"oneOf": [{"type": "integer", "enum": Role.values}, {"type": "string"}]})
class RoleField(BlankAsMissing, serializers.Field[Any, Any, Any, Any]):
    """A role by its number."""

    default_error_messages = {"invalid": gettext_lazy("This is not a role. Allowed: {allowed}.")}

    def to_internal_value(self, data: Any) -> int:
        number = parse_exact_number(data)
        if number not in Role.values:
            self.fail("invalid", allowed=", ".join(map(str, Role.values)))
        return int(Role(number))


class DetailField(TextField):
    """Text that may be left out; empty text clears it, and null leaves it as it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(serializers.empty if data is None else data)


class PersonInput(serializers.Serializer[Any]):
    """The fields of a person, flat or nested in `User` and `UserDetail`, as they are read. What is outside counts
    first."""

    email = TextField(max_length=254)
    name = TextField(max_length=100)
    surname = TextField(max_length=100)
    user_group_id = RoleField(source="group")
    active = FlagField(source="is_active", required=False)
    expiration = OptionalDayField(source="expires_on")
    phone = DetailField(max_length=40)
    address = DetailField(max_length=500)
    pc = DetailField(source="postcode", max_length=20)
    city = DetailField(max_length=100)
    country_id = DetailField(max_length=2)
    timezone_id = DetailField(max_length=64)
    language = TextField(max_length=10, required=False)
    dob = OptionalDayField(source="date_of_birth")
    companyid = DetailField(source="personnel_number", max_length=50)
    color = DetailField(max_length=7)
    pilot = FlagField(source="is_pilot", required=False)
    supervisor_id = OptionalUserIdField()
    base_id = OptionalIdField()

    def to_internal_value(self, data: Any) -> Any:
        return super().to_internal_value(flatten_person(data))


class NewPersonInput(PersonInput):
    invite = FlagField(required=False, default=True)


class ChangedPersonInput(PersonInput):
    """What is left out stays."""

    id = UserIdField()
    email = TextField(max_length=254, required=False)
    name = TextField(max_length=100, required=False)
    surname = TextField(max_length=100, required=False)
    user_group_id = RoleField(source="group", required=False)


class ReminderInput(serializers.Serializer[Any]):
    user = UserIdField()


class DeletionInput(serializers.Serializer[Any]):
    confirm = FlagField()

    def validate_confirm(self, value: bool) -> bool:
        if not value:
            raise serializers.ValidationError(_("Confirm the deletion with true."))
        return value


def flatten_person(data: Any) -> Any:
    """The body without its nesting. Raises ValidationError for a `User` that is no object."""
    flat: dict[str, Any] = {}
    for name in NESTED:
        part = data.get(name)
        if not (is_blank(part) or isinstance(part, Mapping)):
            raise serializers.ValidationError({name: [_("This must be an object.")]})
        flat |= part if isinstance(part, Mapping) else {}
    return flat | {name: value for name, value in data.items() if name not in NESTED}


WIRE_NAMES = {field.source or name: name for name, field in PersonInput._declared_fields.items()}
