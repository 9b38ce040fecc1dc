"""The training view on the wire (docs/api.md, section 3)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.serializers import ContactOutput, PersonOutput
from api import output_fields
from api.outputs.serializers import Output, to_rows
from exams.models import Exam
from missions.models import FlightRecord, FlightTemplate
from trainings.endpoints.progress_outputs import ProgressOutput, SubjectProgressOutput
from trainings.endpoints.subjects.serializers import SubjectExamResultOutput
from trainings.endpoints.syllabus_reads import ExamRead, LessonRead, SubjectRead
from trainings.endpoints.training_view.reads import FlightTypeRead, MissionRead, TrainingRead, WeekRead
from trainings.models import Enrollment, Training


class EnrollmentOutput(Output[Enrollment]):
    """`TrainingsUser` of the training view, with the school's days. `notes` only where the context says so."""

    id = output_fields.Id()
    training_id = output_fields.Id()
    user_id = output_fields.Id()
    supervisor_id = output_fields.Id(allow_null=True)
    finish_before = output_fields.SchoolDay(source="finish_before_at", allow_null=True)
    finished = serializers.BooleanField(source="is_finished")
    finish_date = output_fields.SchoolDay(source="finished_at", allow_null=True)
    state = serializers.ChoiceField(choices=Enrollment.State.choices)
    withdrawn_date = output_fields.Day(source="withdrawn_on", allow_null=True)
    paused_date = output_fields.Day(source="paused_on", allow_null=True)
    validity = output_fields.Day(source="valid_until_on", allow_null=True)
    flight_phase = output_fields.Optional()
    notes = serializers.SerializerMethodField()
    created = output_fields.SchoolDay(source="created_at")
    modified = output_fields.SchoolDay(source="modified_at")

    def get_notes(self, enrollment: Enrollment) -> str | None:
        return (enrollment.notes or None) if self.context.get("shows_notes") else None


class LessonOutput(Output[LessonRead]):
    id = output_fields.Id(source="lesson.id")
    training_subject_id = output_fields.Id(source="lesson.subject_id")
    name = serializers.CharField(source="lesson.name")
    minutes = serializers.IntegerField(source="lesson.duration_minutes")
    mandatory = serializers.BooleanField(source="lesson.is_mandatory")
    order = serializers.IntegerField(source="lesson.order")
    credited = serializers.BooleanField(source="is_credited")


class ExamOutput(Output[ExamRead]):
    id = output_fields.Id(source="exam.id")
    training_subject_id = output_fields.Id(source="exam.subject_id")
    name = serializers.CharField(source="exam.name")
    type = serializers.ChoiceField(choices=Exam.Type.choices, source="exam.type")
    mandatory = serializers.BooleanField(source="exam.is_mandatory")
    order = serializers.IntegerField(source="exam.order")
    completed = serializers.BooleanField(source="is_done")
    credited = serializers.BooleanField(source="is_credited")


class SubjectOutput(Output[SubjectRead]):
    """`TrainingSubject` of the training view."""

    id = output_fields.Id(source="subject.id")
    training_id = output_fields.Id(source="subject.training_id")
    code = serializers.CharField(source="subject.code")
    name = serializers.CharField(source="subject.name")
    hours = output_fields.Hours(source="subject.hours")
    lessons = serializers.SerializerMethodField()
    teacher_id = output_fields.Id(source="subject.teacher_id", allow_null=True)
    TrainingSubjectLesson = LessonOutput(source="lessons", many=True)
    TrainingSubjectExam = ExamOutput(source="exams", many=True)
    Progress = serializers.SerializerMethodField()

    def get_lessons(self, read: SubjectRead) -> int:
        return len(read.lessons)

    @extend_schema_field(SubjectProgressOutput)
    def get_Progress(self, read: SubjectRead) -> dict[str, Any]:
        return SubjectProgressOutput(read.progress).data


class TrainingExamOutput(SubjectExamResultOutput):
    """An exam of the whole training; without an enrollment, nothing is passed and no attempt made."""

    training_id = output_fields.Id()
    completed = serializers.BooleanField(source="is_done")


class FlightTemplateOutput(Output[MissionRead]):
    """`TrainingFlight` of the training view."""

    id = output_fields.Id(source="mission.id")
    name = serializers.CharField(source="mission.name")
    order = serializers.IntegerField(source="mission.order")
    flight_type = serializers.ChoiceField(choices=FlightTemplate.FlightType.choices, source="mission.flight_type")
    rules = serializers.ChoiceField(choices=FlightTemplate.Rules.choices, source="mission.rules")
    hours = output_fields.Hours(source="mission.hours")
    completed = serializers.BooleanField(source="is_done")
    credited = serializers.BooleanField(source="is_credited")


class TrainingOutput(Output[Training]):
    """What a training is, without what anybody made of it."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    active = serializers.BooleanField(source="is_active")
    theory = serializers.BooleanField(source="has_theory")
    flights = serializers.BooleanField(source="has_flights")
    competencies = serializers.BooleanField(source="uses_competencies")
    metrics = serializers.BooleanField(source="uses_metrics")
    time_online = serializers.BooleanField(source="tracks_time_online")
    description = serializers.CharField()
    announcement = output_fields.Optional()
    start = output_fields.Day(source="starts_on", allow_null=True)
    end = output_fields.Day(source="ends_on", allow_null=True)
    color = serializers.CharField()
    validity = serializers.IntegerField(source="validity_days", allow_null=True)
    require_debriefing_signature = serializers.BooleanField(source="requires_debriefing_signature")
    revision = serializers.IntegerField(allow_null=True)


class FlightRecordOutput(Output[FlightRecord]):
    id = output_fields.Id()
    training_flight_id = output_fields.Id(source="template_id")
    flight_id = output_fields.Optional()
    completed = output_fields.Moment(source="completed_at", allow_null=True)
    time = serializers.IntegerField(source="seconds")
    remarks = serializers.CharField()
    signed = serializers.SerializerMethodField()

    def get_signed(self, record: FlightRecord) -> bool:
        return record.signed_at is not None


class FlightNameOutput(Output[FlightTemplate]):
    id = output_fields.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()


class PerformedFlightOutput(Output[FlightRecord]):
    UserTrainingFlight = FlightRecordOutput(source="*")
    TrainingFlight = FlightNameOutput(source="template")


class FlightTypeOutput(Output[FlightTypeRead]):
    """Of one flight type: missions in the syllabus, completed ones, seconds flown."""

    missions = serializers.IntegerField()
    completed = serializers.IntegerField()
    time = serializers.IntegerField(source="seconds")


class WeekOutput(Output[WeekRead]):
    """Seconds studied online in one ISO week."""

    week_name = serializers.SerializerMethodField()
    year = serializers.IntegerField()
    week = serializers.IntegerField()
    week_time = serializers.IntegerField(source="seconds")

    def get_week_name(self, read: WeekRead) -> str:
        return f"Week {read.week}"


class TrainingTreeOutput(TrainingOutput):
    """`Training` of the training view: the syllabus as one enrollment stands in it."""

    TrainingSubject = SubjectOutput(many=True)
    TrainingExam = TrainingExamOutput(many=True)
    TrainingFlight = FlightTemplateOutput(many=True)
    Manager = PersonOutput(allow_null=True)


class TrainingViewOutput(Output[TrainingRead]):
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
            "TrainingSubject": to_rows(SubjectOutput, read.syllabus.subjects),
            "TrainingExam": to_rows(TrainingExamOutput, [row.exam for row in read.syllabus.exams]),
            "TrainingFlight": to_rows(FlightTemplateOutput, read.missions),
            "Manager": PersonOutput(manager).data if manager else None,
        }
