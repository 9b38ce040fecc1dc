"""Whose trainings are asked for."""

from typing import Any

from rest_framework import serializers

from api.input_fields import OptionalUserIdField


class WhoseInput(serializers.Serializer[Any]):
    """The query of My Trainings."""

    user_id = OptionalUserIdField(default=None)
