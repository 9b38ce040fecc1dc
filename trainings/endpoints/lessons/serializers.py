"""Lessons and slides on the wire (docs/api.md, section 4)."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.input_fields import CappedNumberField, ObjectIdField
from api.outputs.serializers import Output, to_rows
from core.units import SECONDS_PER_DAY
from exams.models import LessonReset
from onsite.endpoints.serializers import ClassMomentOutput, LessonClassOutput, ObjectiveOutput
from trainings.endpoints.attendance_reads import Presence
from trainings.endpoints.lessons.next_steps import NextStep
from trainings.endpoints.lessons.reads import GateRead, LessonAttendance, LessonView
from trainings.models import Lesson, Slide, Subject, Training
from trainings.syllabus.navigation import Navigation

# --- input


class CompleteInput(serializers.Serializer[Any]):
    lessonId = ObjectIdField()
    enrollmentId = ObjectIdField()
    # Capped instead of rejected: what a client measured overnight must not keep the lesson from being completed.
    timeSpent = CappedNumberField(min_value=0, cap=SECONDS_PER_DAY)


class ResetInput(serializers.Serializer[Any]):
    enrollmentId = ObjectIdField()
    lessonId = ObjectIdField()


# --- the lesson


class LessonDetailOutput(Output[Lesson]):
    id = output_fields.Id()
    name = serializers.CharField()
    description = serializers.CharField()
    minutes = serializers.IntegerField(source="duration_minutes")
    mandatory = serializers.BooleanField(source="is_mandatory")
    order = serializers.IntegerField()
    credited = serializers.BooleanField(source="is_credited")


class LessonSubjectOutput(Output[Subject]):
    id = output_fields.Id()
    name = serializers.CharField()
    code = serializers.CharField()


class LessonTrainingOutput(Output[Training]):
    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    time_online = serializers.BooleanField(source="tracks_time_online")


class GateOutput(Output[GateRead]):
    """An exam attached to the lesson."""

    id = output_fields.Id(source="exam.id")
    name = serializers.CharField(source="exam.name")
    passed = serializers.BooleanField(source="is_passed")
    available = serializers.BooleanField(source="is_available")


class PresenceOutput(Output[Presence]):
    id = output_fields.Id()
    value = serializers.BooleanField()
    time = serializers.IntegerField(source="seconds")
    created = output_fields.Moment(source="created_at")


class PresenceRowOutput(Output[Presence]):
    """Slides studied (then there is no class), or a class."""

    TrainingSubjectAttendance = PresenceOutput(source="*")
    LessonClass = LessonClassOutput(source="session", allow_null=True)


class LessonNameOutput(Output[Lesson]):
    id = output_fields.Id()
    name = serializers.CharField()


class LessonSlideOutput(Output[Slide]):
    """A slide in the lesson view; `completed` is the same for all slides of a lesson, and comes with the context."""

    id = output_fields.Id()
    order = serializers.IntegerField()
    title = serializers.CharField()
    completed = serializers.SerializerMethodField()

    def get_completed(self, slide: Slide) -> bool:
        return bool(self.context["is_studied"])


class LessonPartsOutput(Output[LessonView]):
    """`lesson` of the lesson view."""

    TrainingSubjectLesson = LessonDetailOutput(source="lesson")
    TrainingSubject = LessonSubjectOutput(source="lesson.subject")
    Training = LessonTrainingOutput(source="training")
    LessonSlide = serializers.SerializerMethodField()
    LearningObjective = ObjectiveOutput(source="objectives", many=True)
    Exam = GateOutput(source="gates", many=True)

    @extend_schema_field(LessonSlideOutput(many=True))
    def get_LessonSlide(self, view: LessonView) -> list[dict[str, Any]]:
        return to_rows(LessonSlideOutput, view.slides, is_studied=view.is_studied)


class LessonViewOutput(Output[LessonView]):
    """`GET /trainings/lessons/view`"""

    lesson = LessonPartsOutput(source="*")
    enrollment = output_fields.Id(source="enrollment.pk")
    attendance = PresenceRowOutput(many=True)
    testAuthorization = serializers.BooleanField(source="may_sit_gate")
    nextLesson = LessonNameOutput(source="next_lesson", allow_null=True)
    can_reset = serializers.BooleanField()


class StepOutput(Output[NextStep]):
    """`next` of `complete`."""

    title = serializers.CharField()
    action = serializers.ChoiceField(choices=["lesson", "exam"])
    id = output_fields.Id()
    enrollmentId = output_fields.Id(source="enrollment_id")


class LessonResetOutput(Output[LessonReset]):
    """The boundary from which the lesson counts afresh, and which restart of the lesson this is."""

    result = serializers.BooleanField(read_only=True, default=True)
    number = serializers.IntegerField()
    since = output_fields.Moment(source="reset_at")


# --- slides


class SlideNameOutput(Output[Slide]):
    id = output_fields.Id()
    title = serializers.CharField()
    order = serializers.IntegerField()


class SlideRowOutput(Output[Slide]):
    LessonSlide = SlideNameOutput(source="*")


class SlideOutput(Output[Slide]):
    """A slide with its content, HTML that was sanitised when it was stored."""

    id = output_fields.Id()
    title = serializers.CharField()
    content = serializers.CharField(help_text=r"HTML, in which TeX may stand between `\(…\)` or `\[…\]`.")
    order = serializers.IntegerField()
    media = output_fields.FileAddress()


class SlideContentOutput(Output[Slide]):
    LessonSlide = SlideOutput(source="*")


class NavigationOutput(Output[Navigation]):
    position = serializers.IntegerField()
    total = serializers.IntegerField()
    previous = output_fields.Id(allow_null=True)
    next = output_fields.Id(allow_null=True)


# --- attendance


class LessonOrderOutput(Output[Lesson]):
    id = output_fields.Id()
    name = serializers.CharField()
    order = serializers.IntegerField()


class StudentPresenceOutput(Output[Presence]):
    id = output_fields.Id()
    user_id = output_fields.Id(source="enrollment.user_id")
    value = serializers.BooleanField()
    time = serializers.IntegerField(source="seconds")
    User = PersonOutput(source="enrollment.user")
    LessonClass = ClassMomentOutput(source="session", allow_null=True)


class LessonAttendanceOutput(Output[LessonAttendance]):
    """A lesson with what each student did for it."""

    TrainingSubjectLesson = LessonOrderOutput(source="lesson")
    TrainingSubjectAttendance = StudentPresenceOutput(source="presences", many=True)
