"""My Trainings on the wire (docs/api.md, section 3)."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.outputs.serializers import Output
from core.school_time import pick_moment
from core.timestamps import to_unix_seconds
from onsite.endpoints.serializers import ClassOutput
from onsite.models import ClassSession
from trainings.endpoints.my_trainings.reads import MyTrainingRead
from trainings.endpoints.progress_outputs import (
    FlightProgressOutput,
    NameOutput,
    ProgressOutput,
    TrainingNameOutput,
    remove_missing_parts,
)
from trainings.models import Enrollment, Subject, Training


class MyTrainingOutput(Output[MyTrainingRead]):
    """One row of My Trainings: the training and the caller's enrollment in it, in one object."""

    id = output_fields.Id(source="enrollment.training_id")
    training_id = output_fields.Id(source="enrollment.training_id")
    enrollment_id = output_fields.Id(source="enrollment.pk")
    name = serializers.CharField(source="enrollment.training.name")
    type = serializers.ChoiceField(choices=Training.Type.choices, source="enrollment.training.type")
    active = serializers.BooleanField(source="enrollment.training.is_active")
    theory = serializers.BooleanField(source="enrollment.training.has_theory")
    flights = serializers.BooleanField(source="enrollment.training.has_flights")
    flights_count = serializers.IntegerField(source="flight.total")
    time_online = serializers.BooleanField(source="enrollment.training.tracks_time_online")
    validity = serializers.IntegerField(source="enrollment.training.validity_days", allow_null=True)
    revision = serializers.IntegerField(source="enrollment.training.revision", allow_null=True)
    enrollment = output_fields.Unix(source="enrollment.created_at")
    supervisor_id = output_fields.Id(source="enrollment.supervisor_id", allow_null=True)
    flight_phase = output_fields.Optional(source="enrollment.flight_phase")
    finished = serializers.BooleanField(source="enrollment.is_finished")
    finish_date = output_fields.Unix(source="enrollment.finished_at")
    state = serializers.ChoiceField(choices=Enrollment.State.choices, source="enrollment.state")
    withdrawn_date = serializers.SerializerMethodField()
    paused_date = serializers.SerializerMethodField()
    subjects_count = serializers.IntegerField()
    Lessons = ProgressOutput(source="ground_school", required=False)
    FlightProgress = FlightProgressOutput(source="flight", required=False)

    def get_withdrawn_date(self, row: MyTrainingRead) -> int:
        return get_moment_of_day(row.enrollment.withdrawn_on, row.enrollment)

    def get_paused_date(self, row: MyTrainingRead) -> int:
        return get_moment_of_day(row.enrollment.paused_on, row.enrollment)

    def to_representation(self, row: MyTrainingRead) -> dict[str, Any]:
        return remove_missing_parts(super().to_representation(row), row.enrollment.training)


def get_moment_of_day(day: date | None, enrollment: Enrollment) -> int:
    """A moment in this day at the school and in UTC, as Unix seconds; 0 for None."""
    return to_unix_seconds(pick_moment(day, enrollment.company.zone) if day else None)


class MyTrainingRowOutput(Output[MyTrainingRead]):
    Training = MyTrainingOutput(source="*")


class TaughtSubjectOutput(Output[Subject]):
    id = output_fields.Id()
    code = serializers.CharField()
    name = serializers.CharField()
    hours = output_fields.Hours()
    lessons = serializers.IntegerField(source="lessons_count")


class TaughtSubjectRowOutput(Output[Subject]):
    """A subject the caller teaches."""

    TrainingSubject = TaughtSubjectOutput(source="*")
    Training = TrainingNameOutput(source="training")


class ClassExamOutput(Output[Any]):
    name = output_fields.Optional()
    training_subject_id = output_fields.Id(allow_null=True)


class ClassLessonOutput(ClassExamOutput):
    TrainingSubject = NameOutput(allow_null=True)


class MyClassOutput(Output[ClassSession]):
    """An upcoming class with its lesson or exam, subject and teacher; keys are null where the class has none."""

    LessonClass = ClassOutput(source="*")
    TrainingSubjectLesson = serializers.SerializerMethodField()
    TrainingSubjectExam = serializers.SerializerMethodField()
    Teacher = PersonOutput(source="teacher")

    @extend_schema_field(ClassLessonOutput)
    def get_TrainingSubjectLesson(self, row: ClassSession) -> dict[str, Any]:
        lesson = row.lesson
        return {
            "name": lesson.name if lesson else None,
            "training_subject_id": str(lesson.subject_id) if lesson else None,
            "TrainingSubject": {"name": row.subject.name},
        }

    @extend_schema_field(ClassExamOutput)
    def get_TrainingSubjectExam(self, row: ClassSession) -> dict[str, Any]:
        exam = row.exam
        return {
            "name": exam.name if exam else None,
            "training_subject_id": str(exam.subject_id) if exam and exam.subject_id else None,
        }
