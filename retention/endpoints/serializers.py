"""A person's requests about their data on the wire (docs/api.md, section 12)."""

from typing import Any

from rest_framework import serializers

from api import output_fields
from api.input_fields import ChoiceField
from api.outputs.serializers import Output
from retention.models import DataRequest


class DataRequestInput(serializers.Serializer[Any]):
    kind = ChoiceField(choices=DataRequest.Kind.choices)


class DataRequestOutput(Output[DataRequest]):
    id = output_fields.Id()
    kind = serializers.ChoiceField(choices=DataRequest.Kind.choices)
    received = output_fields.Day(source="received_on")
    due = output_fields.Day(source="answer_due_on")
    answered = output_fields.Moment(source="answered_at", allow_null=True)
    answer = output_fields.Optional()
