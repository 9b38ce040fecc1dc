"""Classes and attendance on the wire (docs/api.md, section 5)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.outputs.serializers import Output
from exams.endpoints.serializers import ExamAttemptOutput
from exams.models import Exam
from locations.models import Location
from onsite.classes.double_bookings import DoubleBooking
from onsite.endpoints.reads import ClassAttempt, ClassRead
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.models import LearningObjective, Metric, Subject, Training
from trainings.ratings import Rating

# --- `LessonClass`: every shape of it on the wire, each with more of the class than the one above


class ClassMomentOutput(Output[ClassSession]):
    id = output_fields.Id()
    datetime = output_fields.Moment(source="starts_at")


class LessonClassOutput(ClassMomentOutput):
    status = serializers.ChoiceField(choices=ClassSession.Status.choices)


class AttendedClassOutput(Output[ClassSession]):
    id = output_fields.Id()
    training_subject_id = output_fields.Id(source="subject_id")
    training_subject_lesson_id = output_fields.Id(source="lesson_id", allow_null=True)
    training_subject_exam_id = output_fields.Id(source="exam_id", allow_null=True)
    datetime = output_fields.Moment(source="starts_at")
    status = serializers.ChoiceField(choices=ClassSession.Status.choices)


class ClassOutput(AttendedClassOutput):
    """`LessonClass`, as in myClasses."""

    teacher_id = output_fields.Id()
    signature = output_fields.Optional(source="signature_text")
    minutes = serializers.IntegerField(source="duration_minutes")
    location_id = output_fields.Id(allow_null=True)
    meeting_url = output_fields.Optional()
    remarks = serializers.CharField()


class SignedClassOutput(ClassOutput):
    """`LessonClass`, with when it was signed."""

    signed_at = output_fields.Moment(allow_null=True)


class SavedClassOutput(Output[ClassSession]):
    LessonClass = SignedClassOutput(source="*")


class SubjectNameOutput(Output[Subject]):
    id = output_fields.Id()
    name = serializers.CharField()
    code = serializers.CharField()


class NamedOutput(Output[Metric]):
    id = output_fields.Id()
    name = serializers.CharField()


class ObjectiveOutput(Output[LearningObjective]):
    id = output_fields.Id()
    name = serializers.CharField()
    description = serializers.CharField()


class ClassTrainingOutput(Output[ClassRead]):
    """`Training` of the class view, with the metrics that students are rated by."""

    id = output_fields.Id(source="session.subject.training.id")
    name = serializers.CharField(source="session.subject.training.name")
    type = serializers.ChoiceField(choices=Training.Type.choices, source="session.subject.training.type")
    competencies = serializers.BooleanField(source="session.subject.training.uses_competencies")
    metrics = serializers.BooleanField(source="session.subject.training.uses_metrics")
    Metric = NamedOutput(source="metrics", many=True)


class HeldLessonOutput(Output[ClassRead]):
    """`TrainingSubjectLesson` of the class view, of a class that is of a lesson."""

    id = output_fields.Id(source="session.lesson.id")
    name = serializers.CharField(source="session.lesson.name")
    minutes = serializers.IntegerField(source="session.lesson.duration_minutes")
    LearningObjective = ObjectiveOutput(source="objectives", many=True)


class HeldExamOutput(Output[Exam]):
    """`TrainingSubjectExam` of the class view, of a class that is of an exam."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    access_mode = serializers.ChoiceField(choices=Exam.AccessMode.choices)
    access_window_days = serializers.IntegerField()


class ClassPlaceOutput(Output[Location]):
    id = output_fields.Id()
    name = serializers.CharField()
    address = output_fields.Optional()


class RosterAttendanceOutput(Output[Attendance]):
    """`TrainingSubjectAttendance` of a class; `value` is null until the teacher has said, and `exam_value` until there
    is a result."""

    id = output_fields.Id()
    user_id = output_fields.Id(source="enrollment.user_id")
    enrollment_id = output_fields.Id()
    value = serializers.BooleanField(source="is_present", allow_null=True)
    time = serializers.IntegerField(source="seconds")
    remarks = serializers.CharField()
    measures = serializers.CharField()
    exam_value = serializers.BooleanField(source="is_passed", allow_null=True)
    exam_rating = output_fields.Optional()
    code = output_fields.Optional()


class RosterRowOutput(Output[Attendance]):
    TrainingSubjectAttendance = RosterAttendanceOutput(source="*")
    User = PersonOutput(source="enrollment.user")


class ClassPartsOutput(Output[ClassRead]):
    """`class` of the class view; `Student` is only for those who see the whole roster."""

    LessonClass = SignedClassOutput(source="session")
    TrainingSubject = SubjectNameOutput(source="session.subject")
    Training = ClassTrainingOutput(source="*")
    TrainingSubjectLesson = serializers.SerializerMethodField()
    TrainingSubjectExam = HeldExamOutput(source="session.exam", allow_null=True)
    Teacher = PersonOutput(source="session.teacher")
    Location = ClassPlaceOutput(source="session.location", allow_null=True)
    Student = PersonOutput(source="students", many=True, required=False)

    @extend_schema_field(HeldLessonOutput(allow_null=True))
    def get_TrainingSubjectLesson(self, read: ClassRead) -> dict[str, Any] | None:
        return HeldLessonOutput(read).data if read.session.lesson else None

    def to_representation(self, read: ClassRead) -> dict[str, Any]:
        shown = super().to_representation(read)
        if not read.access.may_see_roster:
            del shown["Student"]
        return shown


class ClassAttemptOutput(Output[ClassAttempt]):
    """The latest attempt of a student at the scheduled exam; `recorded`: the attendance shows its result."""

    ExamAttempt = ExamAttemptOutput(source="attempt")
    User = PersonOutput(source="attempt.enrollment.user")
    recorded = serializers.BooleanField(source="is_recorded")


class ClassViewOutput(Output[ClassRead]):
    """`GET /trainings/onsite/class/{id}.json`"""

    attendances = RosterRowOutput(many=True)
    attempts = ClassAttemptOutput(source="class_attempts", many=True)
    editable = serializers.BooleanField()
    signable = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        """`class` cannot be an attribute, because it is a keyword of Python."""
        return {"class": ClassPartsOutput(source="*"), **super().get_fields()}


class DoubleBookingOutput(Output[DoubleBooking]):
    type = serializers.ChoiceField(choices=["teacher", "student", "location"])
    id = output_fields.Id()
    class_id = output_fields.Id(source="other.pk")
    datetime = output_fields.Moment(source="other.starts_at")


# --- evaluation


class EvaluatedOutput(Output[Attendance]):
    id = output_fields.Id()
    remarks = serializers.CharField()
    measures = serializers.CharField()
    value = serializers.BooleanField(source="is_present", allow_null=True)
    time = serializers.IntegerField(source="seconds")


class ObjectiveRatingOutput(Output[ObjectiveRating]):
    objective_id = output_fields.Id()
    rating = serializers.ChoiceField(choices=Rating.choices)


class MetricRatingOutput(Output[MetricRating]):
    metric_id = output_fields.Id()
    rating = serializers.ChoiceField(choices=Rating.choices)
    comments = output_fields.Optional()


class RatedMetricOutput(Output[Any]):
    """A metric's rating as it was sent and stored."""

    rating = serializers.ChoiceField(choices=Rating.choices)
    comments = serializers.CharField()


class EvaluationOutput(Output[Attendance]):
    """`attendanceRecord`"""

    TrainingSubjectAttendance = EvaluatedOutput(source="*")
    UserTrainingObjective = ObjectiveRatingOutput(source="objective_ratings", many=True)
    UserTrainingMetric = MetricRatingOutput(source="metric_ratings", many=True)


class SavedEvaluationOutput(Output[Attendance]):
    """`updateData`"""

    id = output_fields.Id()
    modified = output_fields.Unix(source="modified_at")
    remarks = serializers.CharField()
    measures = serializers.CharField()
    value = serializers.BooleanField(source="is_present", allow_null=True)
