"""Requests about exams, validated field by field (docs/api.md, section 6)."""

from typing import Any

from rest_framework import serializers

from api.input_fields import ObjectIdField


class AnswerInput(serializers.Serializer[Any]):
    attemptDetailId = ObjectIdField()
    questionOptionId = ObjectIdField()
