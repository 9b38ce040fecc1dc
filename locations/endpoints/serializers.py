"""Locations on the wire (docs/api.md, section 10)."""

from typing import Any

from rest_framework import serializers

from accounts import countries_and_zones
from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.input_fields import ChoiceField, ListedIdField, OptionalIdField, TextField
from api.outputs.serializers import Output
from locations.endpoints.reads import LocationView, NamedChoice
from locations.models import Location

# --- input


class ClearableField(TextField):
    """Text that may be left out; null clears it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, allow_null=True, allow_blank=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        value = super().run_validation(data)
        return "" if value is None else value


class LocationInput(serializers.Serializer[Any]):
    """A new location or, with `id`, the new values of an existing one."""

    id = OptionalIdField(default=None)
    name = TextField(max_length=200)
    type = ChoiceField(choices=Location.Type.choices)
    phone = ClearableField(max_length=40)
    address = ClearableField(max_length=500)
    country_id = ListedIdField(choices=sorted(countries_and_zones.list_countries()), listed="/users/countries.json")
    timezone_id = ListedIdField(choices=sorted(countries_and_zones.list_timezones()), listed="/users/timezones.json")
    description = ClearableField(max_length=10_000)


# --- output


class LocationOutput(Output[Location]):
    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Location.Type.choices)
    phone = output_fields.Optional()
    address = output_fields.Optional()
    country_id = serializers.CharField()
    timezone_id = serializers.CharField()
    description = serializers.CharField()


class LocationRowOutput(Output[Location]):
    Location = LocationOutput(source="*")


class PlaceOutput(Output[NamedChoice]):
    id = serializers.CharField()
    name = serializers.CharField()


class SubjectHereOutput(Output[Any]):
    name = serializers.CharField()


class ClassHereOutput(Output[Any]):
    """`LessonClass`, as in myClasses, with its subject and teacher."""

    # Not the serializer of `onsite`, which stands on a higher floor and cannot be imported here (docs/decisions/0015).
    id = output_fields.Id()
    training_subject_id = output_fields.Id(source="subject_id")
    training_subject_lesson_id = output_fields.Id(source="lesson_id", allow_null=True)
    training_subject_exam_id = output_fields.Id(source="exam_id", allow_null=True)
    datetime = output_fields.Moment(source="starts_at")
    status = serializers.ChoiceField(choices=[("scheduled", "Scheduled"), ("closed", "Closed")])
    teacher_id = output_fields.Id()
    signature = serializers.SerializerMethodField()
    minutes = serializers.IntegerField(source="duration_minutes")
    location_id = output_fields.Id()
    meeting_url = output_fields.Optional()
    remarks = serializers.CharField()
    TrainingSubject = SubjectHereOutput(source="subject")
    Teacher = PersonOutput(source="teacher")

    def get_signature(self, session: Any) -> str | None:
        return session.signature_text or None


class LocationViewOutput(Output[LocationView]):
    Location = LocationOutput(source="location")
    Country = PlaceOutput(source="country")
    Timezone = PlaceOutput(source="timezone")
    LessonClass = ClassHereOutput(source="classes", many=True)
