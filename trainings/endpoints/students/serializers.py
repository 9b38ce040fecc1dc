"""Students on the wire, as managers and staff see them (docs/api.md, section 7)."""

from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput, UserDetailOutput
from accounts.models import User
from api import output_fields
from api.input_fields import ObjectIdField, TextField
from api.outputs.serializers import Output
from exams.endpoints.serializers import ExamAttemptOutput
from exams.models import Exam
from onsite.endpoints.serializers import AttendedClassOutput, MetricRatingOutput, ObjectiveRatingOutput
from onsite.models import Attendance
from trainings.endpoints.progress_outputs import FlightProgressOutput, ProgressOutput, remove_missing_parts
from trainings.endpoints.students import reads
from trainings.endpoints.training_view.serializers import EnrollmentOutput, PerformedFlightOutput, TrainingViewOutput
from trainings.enrollments.notes import may_read_notes
from trainings.models import Credit, Enrollment, Training

MAX_NOTES = 10_000  # characters, some four pages

# --- input


class NotesInput(serializers.Serializer[Any]):
    id = ObjectIdField()
    notes = TextField(max_length=MAX_NOTES, allow_blank=True, trim_whitespace=False)


# --- the list


class StudentTrainingOutput(Output[Training]):
    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    theory = serializers.BooleanField(source="has_theory")
    flights = serializers.BooleanField(source="has_flights")


class StudentUserOutput(Output[User]):
    id = output_fields.Id()
    email = serializers.EmailField()
    active = serializers.BooleanField(source="is_active")
    user_group_id = output_fields.Id(source="group")
    UserDetail = UserDetailOutput(source="*")


class AttendanceCountOutput(Output[reads.ClassAttendance]):
    given = serializers.IntegerField()
    taken = serializers.IntegerField()
    percentage = serializers.IntegerField()


class LastFlightOutput(Output[reads.LastFlight]):
    date = output_fields.Day()
    name = serializers.CharField()


class StudentRowOutput(Output[reads.StudentRow]):
    """One enrollment of the students list. `viewer` in the context is who asks, which decides about the notes."""

    TrainingsUser = serializers.SerializerMethodField()
    Training = StudentTrainingOutput(source="enrollment.training")
    User = StudentUserOutput(source="enrollment.user")
    Supervisor = PersonOutput(source="enrollment.supervisor", allow_null=True)
    Lessons = ProgressOutput(source="ground_school", required=False)
    Attendance = AttendanceCountOutput(source="attendance")
    FlightProgress = FlightProgressOutput(source="flight", required=False)
    Phase = output_fields.Optional(source="enrollment.flight_phase")
    LastFlight = LastFlightOutput(source="last_flight", allow_null=True)

    def to_representation(self, row: reads.StudentRow) -> dict[str, Any]:
        return remove_missing_parts(super().to_representation(row), row.enrollment.training)

    @extend_schema_field(EnrollmentOutput)
    def get_TrainingsUser(self, row: reads.StudentRow) -> dict[str, Any]:
        shows_notes = may_read_notes(self.context["viewer"], row.enrollment)
        return self.enrollment_outputs[shows_notes].to_representation(row.enrollment)

    @cached_property
    def enrollment_outputs(self) -> dict[bool, EnrollmentOutput]:
        """With notes, and without; for all rows."""
        return {shows: EnrollmentOutput(context={"shows_notes": shows}) for shows in (True, False)}


# --- one student


class ExamNameOutput(Output[Exam]):
    id = output_fields.Id()
    name = serializers.CharField()


class SittingOutput(ExamAttemptOutput):
    """An attempt and the exam it was of; without a result while it is open."""

    exam_id = output_fields.Id()
    Exam = ExamNameOutput(source="exam")


class AttendanceRowOutput(Output[Attendance]):
    id = output_fields.Id()
    value = serializers.BooleanField(source="is_present", allow_null=True)
    time = serializers.IntegerField(source="seconds")
    remarks = serializers.CharField()
    measures = serializers.CharField()
    exam_rating = output_fields.Optional()
    code = output_fields.Optional()


class ClassAttendanceOutput(Output[Attendance]):
    """A class the student is on the roster of, and what its teacher recorded and rated."""

    LessonClass = AttendedClassOutput(source="class_session")
    TrainingSubjectAttendance = AttendanceRowOutput(source="*")
    UserTrainingObjective = ObjectiveRatingOutput(source="objective_ratings", many=True)
    UserTrainingMetric = MetricRatingOutput(source="metric_ratings", many=True)


class CreditOutput(Output[reads.CreditRead]):
    """An item of the syllabus that counts as done because of earlier training."""

    id = output_fields.Id(source="credit.id")
    kind = serializers.ChoiceField(choices=Credit.Kind.choices, source="credit.kind")
    item_id = output_fields.Id(source="credit.item_id")
    name = serializers.CharField()
    reason = serializers.CharField(source="credit.reason")
    created = output_fields.Moment(source="credit.credited_at")
    By = PersonOutput(source="credit.credited_by")


class StudentViewOutput(Output[reads.StudentRead]):
    training = TrainingViewOutput(source="view")
    performedFlightTrainings = PerformedFlightOutput(source="view.flown", many=True)
    ExamAttempt = SittingOutput(source="attempts", many=True)
    ClassAttendance = ClassAttendanceOutput(source="attendances", many=True)
    Credit = CreditOutput(source="credits", many=True)


class NotesOutput(Output[Enrollment]):
    id = output_fields.Id()
    notes = serializers.CharField()
    modified = output_fields.Moment(source="modified_at")
