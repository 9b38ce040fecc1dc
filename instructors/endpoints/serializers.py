"""Qualifications on the wire (docs/api.md, section 13)."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from instructors.endpoints.reads import QualificationRead, State
from instructors.models import Qualification


class QualificationOutput(Output[QualificationRead]):
    id = output_fields.Id(source="row.pk")
    user_id = output_fields.Id(source="row.user_id")
    kind = serializers.ChoiceField(choices=Qualification.Kind.choices, source="row.kind")
    name = serializers.CharField(source="row.name")
    number = output_fields.Optional(source="row.number")
    issued_on = output_fields.Day(source="row.issued_on", allow_null=True)
    valid_until_on = output_fields.Day(source="row.valid_until_on", allow_null=True)
    blocks_signing = serializers.BooleanField(source="row.blocks_signing")
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in State])
    days_left = serializers.IntegerField(allow_null=True)
    document_digest = output_fields.Optional(source="row.document_digest")
