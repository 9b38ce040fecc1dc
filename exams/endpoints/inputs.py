"""What clients send about exams, checked field by field."""

from typing import Any

from rest_framework import serializers

from api.input_fields import ObjectIdField


class AnswerInput(serializers.Serializer[Any]):
    attemptDetailId = ObjectIdField()
    questionOptionId = ObjectIdField()
