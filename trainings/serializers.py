"""My Trainings and the training view on the wire (contract section 3)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.serializers import ContactOutput, PersonOutput
from config.api import wire
from exams.models import Exam
from missions.models import FlightRecord, FlightTemplate
from onsite.models import ClassSession
from onsite.serializers import ClassOutput
from trainings.models import Enrollment, Lesson, Subject, Training
from trainings.progress import flight, ground_school
from trainings.reads import SubjectRead, TrainingRead


class Hours(serializers.FloatField):
    """Decimal hours as a JSON number."""


class ProgressOutput(serializers.Serializer[Any]):
    """`{total, completed, finished}`"""

    total = serializers.IntegerField()
    completed = serializers.IntegerField()
    finished = serializers.BooleanField()


class FlightProgressOutput(serializers.Serializer[Any]):
    """`{completed, total}`"""

    completed = serializers.IntegerField()
    total = serializers.IntegerField()


class MyTrainingOutput(serializers.Serializer[Enrollment]):
    """One row of My Trainings: the training and the caller's enrollment in it, in one object."""

    id = wire.Id(source="training_id")
    training_id = wire.Id()
    enrollment_id = wire.Id(source="pk")
    name = serializers.CharField(source="training.name")
    type = serializers.ChoiceField(choices=Training.Type.choices, source="training.type")
    active = serializers.BooleanField(source="training.is_active")
    theory = serializers.BooleanField(source="training.has_theory")
    flights = serializers.BooleanField(source="training.has_flights")
    flights_count = serializers.IntegerField(source="flights_total")
    time_online = serializers.BooleanField(source="training.tracks_time_online")
    validity = serializers.IntegerField(source="training.validity_days", allow_null=True)
    enrollment = wire.Unix(source="created_at")
    supervisor_id = wire.Id(allow_null=True)
    flight_phase = wire.Optional()
    finished = serializers.BooleanField(source="is_finished")
    finish_date = wire.Unix(source="finished_at")
    subjects_count = serializers.IntegerField()
    Lessons = ProgressOutput(source="ground_school", required=False)
    FlightProgress = FlightProgressOutput(source="flight", required=False)

    def to_representation(self, instance: Enrollment) -> dict[str, Any]:
        instance.ground_school = ground_school(instance)  # type: ignore[attr-defined]
        instance.flight = flight(instance)  # type: ignore[attr-defined]
        row = super().to_representation(instance)
        if not instance.training.has_theory:
            del row["Lessons"]
        if not instance.training.has_flights:
            del row["FlightProgress"]
        return row


class MyTrainingRowOutput(serializers.Serializer[Enrollment]):
    Training = MyTrainingOutput(source="*")


class NameOutput(serializers.Serializer[Any]):
    name = serializers.CharField()


class TrainingNameOutput(serializers.Serializer[Training]):
    id = wire.Id()
    name = serializers.CharField()


class TaughtSubjectOutput(serializers.Serializer[Subject]):
    id = wire.Id()
    code = serializers.CharField()
    name = serializers.CharField()
    hours = Hours()
    lessons = serializers.IntegerField(source="lessons_count")


class TaughtSubjectRowOutput(serializers.Serializer[Subject]):
    """A subject the caller teaches."""

    TrainingSubject = TaughtSubjectOutput(source="*")
    Training = TrainingNameOutput(source="training")


class ClassExamOutput(serializers.Serializer[Any]):
    name = wire.Optional()
    training_subject_id = wire.Id(allow_null=True)


class ClassLessonOutput(ClassExamOutput):
    TrainingSubject = NameOutput(allow_null=True)


class MyClassOutput(serializers.Serializer[ClassSession]):
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
            "training_subject_id": str(exam.subject_id) if exam else None,
        }


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


class SubjectProgressOutput(ProgressOutput):
    """`{total, completed, finished, lessons: {lesson_id: bool}}`"""

    lessons = serializers.DictField(child=serializers.BooleanField())

    @classmethod
    def of(cls, read: SubjectRead) -> dict[str, Any]:
        return {**ProgressOutput(read.progress).data, "lessons": read.done_by_lesson}


class SubjectOutput(serializers.Serializer[SubjectRead]):
    """`TrainingSubject` of the training view."""

    id = wire.Id(source="subject.id")
    training_id = wire.Id(source="subject.training_id")
    code = serializers.CharField(source="subject.code")
    name = serializers.CharField(source="subject.name")
    hours = Hours(source="subject.hours")
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
    hours = Hours()
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
