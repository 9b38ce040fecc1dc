"""The output of the caller's scheduled exams."""

from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output
from exams.endpoints.own_scheduled.reads import OwnScheduledExam
from exams.endpoints.serializers import ExamAccessOutput
from exams.models import Exam
from trainings.models import Training


class ScheduledExamOutput(Output[Exam]):
    id = output_fields.Id()
    name = serializers.CharField()
    minutes = serializers.IntegerField(source="duration_minutes")
    training_subject_id = output_fields.Id(source="subject_id")
    training_subject_lesson_id = output_fields.Id(source="lesson_id", allow_null=True)


class ScheduledExamTrainingOutput(Output[Training]):
    id = output_fields.Id()
    name = serializers.CharField()


class OwnScheduledExamOutput(Output[OwnScheduledExam]):
    """An exam that the caller takes from a class, and that class; `attempt_id` is the open attempt."""

    Exam = ScheduledExamOutput(source="exam")
    Training = ScheduledExamTrainingOutput(source="enrollment.training")
    enrollment_id = output_fields.Id(source="enrollment.pk")
    access = ExamAccessOutput()
    attempt_id = output_fields.Id(source="attempt.pk", allow_null=True, default=None)
