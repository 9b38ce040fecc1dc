"""Subjects on the wire, for students and for managers (docs/api.md, section 3)."""

from typing import Any

from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.outputs.serializers import Output
from core.timestamps import format_moment
from exams.models import Exam
from trainings.endpoints.attendance_reads import Presence
from trainings.endpoints.progress_outputs import SubjectProgressOutput, TrainingNameOutput
from trainings.endpoints.subjects.reads import (
    StudentCounts,
    SubjectLesson,
    SubjectView,
    TrainingSubjects,
)
from trainings.endpoints.syllabus_reads import ExamWithResult, SubjectRead
from trainings.models import Subject, Training


class MySubjectOutput(Output[Subject]):
    id = output_fields.Id()
    code = serializers.CharField()
    name = serializers.CharField()
    teacher_id = output_fields.Id(allow_null=True)
    training_id = output_fields.Id()


class MySubjectsOutput(Output[TrainingSubjects]):
    """A training with its subjects, as in `subjects/mine`."""

    Training = TrainingNameOutput(source="training")
    TrainingSubject = MySubjectOutput(source="subjects", many=True)


class SubjectDetailOutput(Output[SubjectRead]):
    """`TrainingSubject` of the subject view."""

    id = output_fields.Id(source="subject.id")
    name = serializers.CharField(source="subject.name")
    code = serializers.CharField(source="subject.code")
    description = serializers.CharField(source="subject.description")
    hours = output_fields.Hours(source="subject.hours")
    teacher_id = output_fields.Id(source="subject.teacher_id", allow_null=True)
    total_minutes = serializers.IntegerField()


class SubjectTrainingOutput(Output[Training]):
    """`Training` of the subject view."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    active = serializers.BooleanField(source="is_active")
    flights = serializers.BooleanField(source="has_flights")
    time_online = serializers.BooleanField(source="tracks_time_online")


class ExamSettingsOutput(Output[Exam]):
    """An exam as managers see it in a subject: no student, no result."""

    id = output_fields.Id()
    name = serializers.CharField()
    questions = serializers.IntegerField(source="question_count")
    minutes = serializers.IntegerField(source="duration_minutes")
    attempts = serializers.IntegerField(source="max_attempts")
    score = serializers.IntegerField(source="pass_percent")
    access_mode = serializers.ChoiceField(choices=Exam.AccessMode.choices)
    access_window_days = serializers.IntegerField()


class ExamResultOutput(ExamSettingsOutput):
    """The same with what the enrollment made of it. `attempts` are those that it may make, granted ones included, and
    `attempts_used` those that it has made, both since the lesson was last started again."""

    attempts = serializers.IntegerField(source="attempts_allowed")
    passed = serializers.SerializerMethodField()
    attempts_used = serializers.IntegerField()

    def get_passed(self, exam: ExamWithResult) -> bool:
        # A gate exam is only passed online; a subject-level exam may have been passed in class, or be credited.
        return exam.is_passed_online or (exam.lesson_id is None and exam.is_done)


class SubjectExamSettingsOutput(ExamSettingsOutput):
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    mandatory = serializers.BooleanField(source="is_mandatory")
    order = serializers.IntegerField()


class SubjectExamResultOutput(ExamResultOutput):
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    mandatory = serializers.BooleanField(source="is_mandatory")
    order = serializers.IntegerField()
    credited = serializers.BooleanField(source="is_credited")


class HeldClassOutput(Output[Any]):
    id = output_fields.Id(allow_null=True)
    datetime = output_fields.Moment(allow_null=True)


NO_CLASS = {"id": None, "datetime": None}


class AttendanceOutput(Output[Presence]):
    """`{value, time, LessonClass}`: a class attended, or slides studied; then there is no class, and its keys are
    null."""

    value = serializers.BooleanField()
    time = serializers.IntegerField()
    LessonClass = HeldClassOutput()

    def to_representation(self, row: Presence) -> dict[str, Any]:
        # Written by hand, because a nested serializer would write null instead of an object of nulls.
        session = row.session
        held = {"id": str(session.pk), "datetime": format_moment(session.starts_at)} if session else NO_CLASS
        return {"value": row.value, "time": row.seconds, "LessonClass": held}


class SubjectLessonOutput(Output[SubjectLesson]):
    id = output_fields.Id(source="lesson.id")
    name = serializers.CharField(source="lesson.name")
    minutes = serializers.IntegerField(source="lesson.duration_minutes")
    mandatory = serializers.BooleanField(source="lesson.is_mandatory")
    order = serializers.IntegerField(source="lesson.order")
    slides_count = serializers.IntegerField(source="lesson.slides_count")


class ManagedLessonOutput(SubjectLessonOutput):
    Exam = ExamSettingsOutput(source="gates", many=True)


class StudiedLessonOutput(SubjectLessonOutput):
    credited = serializers.BooleanField(source="is_credited")
    TrainingSubjectAttendance = AttendanceOutput(source="attendance", many=True)
    Exam = ExamResultOutput(source="gates", many=True)

    def to_representation(self, row: SubjectLesson) -> dict[str, Any]:
        # Responses have always had this key last, although the OpenAPI document names it before `Exam`.
        output = super().to_representation(row)
        attendance = output.pop("TrainingSubjectAttendance")
        return {**output, "TrainingSubjectAttendance": attendance}


class SubjectPartsOutput(Output[SubjectView]):
    """What students and managers see alike."""

    TrainingSubject = SubjectDetailOutput(source="read")
    Training = SubjectTrainingOutput(source="read.subject.training")
    Teacher = PersonOutput(source="read.subject.teacher", allow_null=True)


class SubjectViewOutput(SubjectPartsOutput):
    """`subject` with what one enrollment did in it."""

    TrainingSubjectLesson = StudiedLessonOutput(source="lessons", many=True)
    TrainingSubjectExam = SubjectExamResultOutput(source="exams", many=True)
    Progress = SubjectProgressOutput(source="read.progress")


class StudentCountsOutput(Output[StudentCounts]):
    """How many enrollments there are, and how many of them are finished."""

    total = serializers.IntegerField()
    finished = serializers.IntegerField()


class CountedSubjectViewOutput(SubjectPartsOutput):
    """The managers' subject with `Student`."""

    TrainingSubjectLesson = ManagedLessonOutput(source="lessons", many=True)
    TrainingSubjectExam = SubjectExamSettingsOutput(source="exams", many=True)
    Student = StudentCountsOutput(source="students")
