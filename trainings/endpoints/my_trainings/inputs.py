"""The query parameters of My Trainings."""

from typing import Any

from rest_framework import serializers

from api.input_fields import OptionalUserIdField


class WhoseInput(serializers.Serializer[Any]):
    """`user_id`: whose trainings an API key reads."""

    user_id = OptionalUserIdField(default=None)
