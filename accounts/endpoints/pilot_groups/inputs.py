"""The bodies with which managers create and change pilot groups (docs/api.md, section 13)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.people.pilot_groups import MAX_NAME_LENGTH
from api.input_fields import USER_ID, TextField, UserIdField, is_blank, normalise_list

MAX_MEMBERS = 5000
MEMBER = {"type": "object", "properties": {"id": USER_ID}, "required": ["id"]}


@extend_schema_field({"type": "array", "items": {"oneOf": [MEMBER, *USER_ID["oneOf"]]}, "maxItems": MAX_MEMBERS})
class MembersField(serializers.ListField):
    """People by `{id}` or by the id alone."""

    default_error_messages = {"too_many": gettext_lazy("A pilot group has at most {limit} members.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(child=UserIdField(), **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(serializers.empty if is_blank(data) else data)

    def to_internal_value(self, data: Any) -> list[int]:
        entries = normalise_list(data)
        if isinstance(entries, list):
            if len(entries) > MAX_MEMBERS:
                self.fail("too_many", limit=MAX_MEMBERS)
            entries = [entry.get("id") if isinstance(entry, Mapping) else entry for entry in entries]
        ids: list[int] = super().to_internal_value(entries)
        return ids


class NewGroupFields(serializers.Serializer[Any]):
    name = TextField(max_length=MAX_NAME_LENGTH)
    User = MembersField(source="member_ids", required=False)


class ChangedGroupFields(NewGroupFields):
    """What is left out stays."""

    name = TextField(max_length=MAX_NAME_LENGTH, required=False)


class NewGroupInput(serializers.Serializer[Any]):
    PilotGroup = NewGroupFields()


class ChangedGroupInput(serializers.Serializer[Any]):
    PilotGroup = ChangedGroupFields()


WIRE_NAMES = {"name": "PilotGroup.name", "members": "PilotGroup.User"}
