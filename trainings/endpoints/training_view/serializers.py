"""The training view on the wire (docs/api.md, section 3)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.serializers import ContactOutput, PersonOutput
from api import wire
from exams.models import Exam
from missions.models import FlightRecord, FlightTemplate
from trainings.endpoints.progress_outputs import ProgressOutput, SubjectProgressOutput
from trainings.endpoints.subjects.reads import SubjectRead
from trainings.endpoints.training_view.reads import TrainingRead
from trainings.models import Enrollment, Lesson, Training


class EnrollmentOutput(serializers.Serializer[Enrollment]):
    """`TrainingsUser` of the training view, with the school's days. `notes` only where the context says so."""

    id = wire.Id()
    training_id = wire.Id()
    user_id = wire.Id()
    supervisor_id = wire.Id(allow_null=True)
    finish_before = wire.SchoolDay(source="finish_before_at", allow_null=True)
    finished = serializers.BooleanField(source="is_finished")
    finish_date = wire.SchoolDay(source="finished_at", allow_null=True)
    validity = wire.Day(source="valid_until_on", allow_null=True)
    flight_phase = wire.Optional()
    notes = serializers.SerializerMethodField()
    created = wire.SchoolDay(source="created_at")
    modified = wire.SchoolDay(source="modified_at")

    def get_notes(self, enrollment: Enrollment) -> str | None:
        return (enrollment.notes or None) if self.context.get("shows_notes") else None


class LessonOutput(serializers.Serializer[Lesson]):
    id = wire.Id()
    training_subject_id = wire.Id(source="subject_id")
    name = serializers.CharField()
    minutes = serializers.IntegerField(source="duration_minutes")
    mandatory = serializers.BooleanField(source="is_mandatory")
    order = serializers.IntegerField()


class ExamOutput(serializers.Serializer[Exam]):
    id = wire.Id()
    training_subject_id = wire.Id(source="subject_id")
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    mandatory = serializers.BooleanField(source="is_mandatory")


class SubjectOutput(serializers.Serializer[SubjectRead]):
    """`TrainingSubject` of the training view."""

    id = wire.Id(source="subject.id")
    training_id = wire.Id(source="subject.training_id")
    code = serializers.CharField(source="subject.code")
    name = serializers.CharField(source="subject.name")
    hours = wire.Hours(source="subject.hours")
    lessons = serializers.SerializerMethodField()
    teacher_id = wire.Id(source="subject.teacher_id", allow_null=True)
    TrainingSubjectLesson = LessonOutput(source="lessons", many=True)
    TrainingSubjectExam = ExamOutput(source="exams", many=True)
    Progress = serializers.SerializerMethodField()

    def get_lessons(self, read: SubjectRead) -> int:
        return len(read.lessons)

    @extend_schema_field(SubjectProgressOutput)
    def get_Progress(self, read: SubjectRead) -> dict[str, Any]:
        return SubjectProgressOutput.of(read)


class FlightTemplateOutput(serializers.Serializer[FlightTemplate]):
    """`TrainingFlight` of the training view."""

    id = wire.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()
    flight_type = serializers.ChoiceField(choices=FlightTemplate.FlightType.choices)
    rules = serializers.ChoiceField(choices=FlightTemplate.Rules.choices)
    hours = wire.Hours()
    completed = serializers.BooleanField(source="is_done")


class TrainingOutput(serializers.Serializer[Training]):
    """What a training is, without what anybody made of it."""

    id = wire.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    active = serializers.BooleanField(source="is_active")
    theory = serializers.BooleanField(source="has_theory")
    flights = serializers.BooleanField(source="has_flights")
    competencies = serializers.BooleanField(source="uses_competencies")
    metrics = serializers.BooleanField(source="uses_metrics")
    time_online = serializers.BooleanField(source="tracks_time_online")
    description = serializers.CharField()
    announcement = wire.Optional()
    start = wire.Day(source="starts_on", allow_null=True)
    end = wire.Day(source="ends_on", allow_null=True)
    color = serializers.CharField()
    validity = serializers.IntegerField(source="validity_days", allow_null=True)
    require_debriefing_signature = serializers.BooleanField(source="requires_debriefing_signature")


class FlightRecordOutput(serializers.Serializer[FlightRecord]):
    id = wire.Id()
    training_flight_id = wire.Id(source="template_id")
    flight_id = wire.Optional()
    completed = wire.Moment(source="completed_at", allow_null=True)
    time = serializers.IntegerField(source="seconds")
    remarks = serializers.CharField()
    signed = serializers.SerializerMethodField()

    def get_signed(self, record: FlightRecord) -> bool:
        return record.signed_at is not None


class FlightNameOutput(serializers.Serializer[FlightTemplate]):
    id = wire.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()


class PerformedFlightOutput(serializers.Serializer[FlightRecord]):
    UserTrainingFlight = FlightRecordOutput(source="*")
    TrainingFlight = FlightNameOutput(source="template")


class FlightTypeOutput(serializers.Serializer[Any]):
    """Of one flight type: missions in the syllabus, completed ones, seconds flown."""

    missions = serializers.IntegerField()
    completed = serializers.IntegerField()
    time = serializers.IntegerField(source="seconds")


class WeekOutput(serializers.Serializer[Any]):
    """Seconds studied online in one ISO week."""

    week_name = serializers.SerializerMethodField()
    year = serializers.IntegerField()
    week = serializers.IntegerField()
    week_time = serializers.IntegerField(source="seconds")

    def get_week_name(self, week: dict[str, Any]) -> str:
        return f"Week {week['week']}"


class TrainingTreeOutput(TrainingOutput):
    """`Training` of the training view: the syllabus as one enrollment stands in it."""

    TrainingSubject = SubjectOutput(many=True)
    TrainingFlight = FlightTemplateOutput(many=True)
    Manager = PersonOutput(allow_null=True)


class TrainingViewOutput(serializers.Serializer[TrainingRead]):
    """`training` of the training view. Without an enrollment, `TrainingsUser`, `User` and `Supervisor` are null."""

    TrainingsUser = serializers.SerializerMethodField()
    Training = serializers.SerializerMethodField()
    User = PersonOutput(source="enrollment.user", allow_null=True)
    Supervisor = ContactOutput(source="enrollment.supervisor", allow_null=True)
    Function = serializers.ChoiceField(choices=["student", "supervisor", "teacher", "manager"], source="function")
    weeklytime = WeekOutput(source="weeks", many=True)
    Progress = ProgressOutput(source="progress")
    TrainingFlightTypes = serializers.DictField(source="flight_types", child=FlightTypeOutput())

    @extend_schema_field(EnrollmentOutput(allow_null=True))
    def get_TrainingsUser(self, read: TrainingRead) -> dict[str, Any] | None:
        if read.enrollment is None:
            return None
        return EnrollmentOutput(read.enrollment, context={"shows_notes": read.shows_notes}).data

    @extend_schema_field(TrainingTreeOutput)
    def get_Training(self, read: TrainingRead) -> dict[str, Any]:
        manager = read.training.manager
        return {
            **TrainingOutput(read.training).data,
            "TrainingSubject": SubjectOutput(read.subjects, many=True).data,
            "TrainingFlight": FlightTemplateOutput(read.flights, many=True).data,
            "Manager": PersonOutput(manager).data if manager else None,
        }
