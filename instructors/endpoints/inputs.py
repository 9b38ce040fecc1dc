"""What the endpoints of qualifications take (docs/api.md, section 13)."""

from typing import Any

from rest_framework import serializers

from api.input_fields import (
    ChoiceField,
    FlagField,
    ObjectIdField,
    OptionalDayField,
    OptionalIdField,
    OptionalUserIdField,
    TextField,
)
from instructors.models import MAX_NAME, MAX_NUMBER, MAX_REASON, Qualification


class QualificationInput(serializers.Serializer[Any]):
    """A new qualification of the person `user_id` or, with `id`, the new values of an existing one."""

    id = OptionalIdField(default=None)
    user_id = OptionalUserIdField(default=None)
    kind = ChoiceField(choices=Qualification.Kind.choices)
    name = TextField(max_length=MAX_NAME)
    number = TextField(max_length=MAX_NUMBER, required=False, default="", allow_blank=True)
    issued_on = OptionalDayField(default=None)
    valid_until_on = OptionalDayField(default=None)
    blocks_signing = FlagField(required=False)


class QualificationRemovalInput(serializers.Serializer[Any]):
    id = ObjectIdField()
    reason = TextField(max_length=MAX_REASON)
