"""Certificates on the wire (docs/api.md, section 9).

The content of a certificate is frozen when it is issued, and sent as it was stored: `CertificateOutput` only describes
it for the OpenAPI document.
"""

from typing import Any

from rest_framework import serializers

from accounts.endpoints.serializers import CompanyOutput, PersonOutput
from api import output_fields
from api.outputs.serializers import Output
from evidence.certificates.reads import UNCONFIRMED, PublicCheck
from hours.kinds import HourKind
from trainings.models import Credit, Training


class FinishedEnrollmentOutput(Output[Any]):
    id = output_fields.Id()
    finished = serializers.BooleanField()
    finish_date = output_fields.Day()
    validity = output_fields.Day(allow_null=True)


class SignatoryOutput(PersonOutput):
    """Who answers for the training; `signature` is the name as it is printed under the certificate."""

    signature = serializers.CharField(allow_null=True)


class CertifiedTrainingOutput(Output[Any]):
    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    description = serializers.CharField()
    Manager = SignatoryOutput(allow_null=True)


class CertifiedSubjectOutput(Output[Any]):
    """A subject; `score` in percent, null where nothing was examined online."""

    id = output_fields.Id()
    code = serializers.CharField()
    name = serializers.CharField()
    hours = serializers.FloatField()
    score = serializers.FloatField(allow_null=True)


class FlightTotalsOutput(Output[Any]):
    """Missions completed, each once; seconds flown in all."""

    missions = serializers.IntegerField()
    time = serializers.IntegerField()


class CertifiedCreditOutput(Output[Any]):
    """An item of the syllabus that was credited for earlier training."""

    kind = serializers.ChoiceField(choices=Credit.Kind.choices)
    id = output_fields.Id()
    name = serializers.CharField()


class CertifiedExamOutput(Output[Any]):
    """A passed exam of the whole training, with the best score in percent."""

    id = output_fields.Id()
    name = serializers.CharField()
    score = serializers.FloatField()


class CertifiedHoursOutput(Output[Any]):
    """Hours that the training required, and those on record when the certificate was issued, in minutes."""

    kind = serializers.ChoiceField(choices=HourKind.choices)
    subject_id = output_fields.Id(allow_null=True)
    subject = serializers.CharField(allow_null=True)
    note = serializers.CharField()
    required = serializers.IntegerField()  # type: ignore[assignment]  # a field of the wire, not the setting
    done = serializers.IntegerField()
    credited = serializers.IntegerField()
    missing = serializers.IntegerField()


STATUSES = ["valid", "expired", "revoked"]


class CertificateOutput(Output[Any]):
    """`revoked`, `reason` and `replaced_by` of a revoked one alone; `replaces` where it was issued again;
    `TrainingExam`, `Credits` and `Hours` where there are any. `check_url` is the page for people that the QR code of
    the PDF leads to, and needs no token."""

    number = serializers.CharField()
    status = serializers.ChoiceField(choices=STATUSES)
    revoked = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)
    replaced_by = serializers.CharField(required=False)
    replaces = serializers.CharField(required=False)
    TrainingsUser = FinishedEnrollmentOutput()
    Training = CertifiedTrainingOutput()
    User = PersonOutput()
    Company = CompanyOutput()
    TrainingSubject = CertifiedSubjectOutput(many=True)
    TrainingExam = CertifiedExamOutput(many=True, required=False)
    Flights = FlightTotalsOutput()
    Credits = CertifiedCreditOutput(many=True, required=False)
    Hours = CertifiedHoursOutput(many=True, required=False)
    issued = output_fields.Moment()
    check_url = serializers.URLField()


class PublicCheckOutput(Output[PublicCheck]):
    """All that a stranger with the code learns. `unconfirmed`: it is not as recorded, and nothing of it is shown."""

    name = serializers.CharField(allow_null=True)
    course = serializers.CharField(allow_null=True)
    finished = serializers.CharField(allow_null=True)
    valid_until = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(choices=[*STATUSES, UNCONFIRMED])
    revoked = serializers.CharField(allow_null=True)
    replaces = serializers.CharField(allow_null=True)
    replaced_by = serializers.CharField(allow_null=True)
