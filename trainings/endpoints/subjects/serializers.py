"""Subjects on the wire, as a student stands in them and as managers see them (docs/api.md, section 3)."""

from typing import Any

from rest_framework import serializers

from accounts.endpoints.serializers import PersonOutput
from api import output_fields
from api.row_lists import to_rows
from core.timestamps import format_moment
from exams.models import Exam
from onsite.models import Attendance
from trainings.endpoints.progress_outputs import SubjectProgressOutput, TrainingNameOutput
from trainings.endpoints.subjects.reads import SubjectRead, SubjectView
from trainings.models import Lesson, LessonStudy, Subject, Training


class MySubjectOutput(serializers.Serializer[Subject]):
    id = output_fields.Id()
    code = serializers.CharField()
    name = serializers.CharField()
    teacher_id = output_fields.Id(allow_null=True)
    training_id = output_fields.Id()


class MySubjectsOutput(serializers.Serializer[Training]):
    """A training with its subjects, as in `subjects/mine`."""

    Training = TrainingNameOutput(source="*")
    TrainingSubject = MySubjectOutput(source="live_subjects", many=True)


class SubjectDetailOutput(serializers.Serializer[SubjectRead]):
    """`TrainingSubject` of the subject view."""

    id = output_fields.Id(source="subject.id")
    name = serializers.CharField(source="subject.name")
    code = serializers.CharField(source="subject.code")
    description = serializers.CharField(source="subject.description")
    hours = output_fields.Hours(source="subject.hours")
    teacher_id = output_fields.Id(source="subject.teacher_id", allow_null=True)
    total_minutes = serializers.IntegerField()


class SubjectTrainingOutput(serializers.Serializer[Training]):
    """`Training` of the subject view."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Training.Type.choices)
    active = serializers.BooleanField(source="is_active")
    flights = serializers.BooleanField(source="has_flights")
    time_online = serializers.BooleanField(source="tracks_time_online")


class ExamSettingsOutput(serializers.Serializer[Exam]):
    """An exam as managers see it in a subject: no student, no result."""

    id = output_fields.Id()
    name = serializers.CharField()
    questions = serializers.IntegerField(source="question_count")
    minutes = serializers.IntegerField(source="duration_minutes")
    attempts = serializers.IntegerField(source="max_attempts")
    score = serializers.IntegerField(source="pass_percent")


class ExamResultOutput(ExamSettingsOutput):
    """The same with what the enrollment made of it."""

    passed = serializers.SerializerMethodField()
    attempts_used = serializers.IntegerField()

    def get_passed(self, exam: Exam) -> bool:
        return bool(exam.is_passed_online or (exam.lesson_id is None and exam.is_done))  # type: ignore[attr-defined]


class SubjectExamSettingsOutput(ExamSettingsOutput):
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    mandatory = serializers.BooleanField(source="is_mandatory")


class SubjectExamResultOutput(ExamResultOutput):
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    mandatory = serializers.BooleanField(source="is_mandatory")


class HeldClassOutput(serializers.Serializer[Any]):
    id = output_fields.Id(allow_null=True)
    datetime = output_fields.Moment(allow_null=True)


NO_CLASS = {"id": None, "datetime": None}


class AttendanceOutput(serializers.Serializer[Any]):
    """`{value, time, LessonClass}`: a class attended, or slides studied; then there is no class, and its keys are
    null."""

    value = serializers.BooleanField()
    time = serializers.IntegerField()
    LessonClass = HeldClassOutput()

    def to_representation(self, row: Attendance | LessonStudy) -> dict[str, Any]:
        if isinstance(row, LessonStudy):
            return {"value": True, "time": row.seconds, "LessonClass": NO_CLASS}  # type: ignore[attr-defined]
        held = {"id": str(row.class_session_id), "datetime": format_moment(row.starts_at)}
        return {"value": bool(row.is_present), "time": row.seconds, "LessonClass": held}


class SubjectLessonOutput(serializers.Serializer[Lesson]):
    id = output_fields.Id()
    name = serializers.CharField()
    minutes = serializers.IntegerField(source="duration_minutes")
    mandatory = serializers.BooleanField(source="is_mandatory")
    order = serializers.IntegerField()
    slides_count = serializers.IntegerField()


class ManagedLessonOutput(SubjectLessonOutput):
    Exam = ExamSettingsOutput(many=True)


class StudiedLessonOutput(SubjectLessonOutput):
    TrainingSubjectAttendance = AttendanceOutput(many=True)
    Exam = ExamResultOutput(many=True)


class ManagerSubjectViewOutput(serializers.Serializer[SubjectView]):
    """`subject` for managers: the syllabus alone."""

    TrainingSubject = SubjectDetailOutput()
    Training = SubjectTrainingOutput()
    Teacher = PersonOutput(allow_null=True)
    TrainingSubjectLesson = ManagedLessonOutput(many=True)
    TrainingSubjectExam = SubjectExamSettingsOutput(many=True)

    gate_output: type[ExamSettingsOutput] = ExamSettingsOutput
    exam_output: type[ExamSettingsOutput] = SubjectExamSettingsOutput

    def to_representation(self, view: SubjectView) -> dict[str, Any]:
        teacher = view.read.subject.teacher
        return {
            "TrainingSubject": SubjectDetailOutput(view.read).data,
            "Training": SubjectTrainingOutput(view.training).data,
            "Teacher": PersonOutput(teacher).data if teacher else None,
            "TrainingSubjectLesson": [self.lesson(view, lesson) for lesson in view.read.lessons],
            "TrainingSubjectExam": to_rows(self.exam_output, view.read.exams),
        }

    def lesson(self, view: SubjectView, lesson: Lesson) -> dict[str, Any]:
        return {
            **SubjectLessonOutput(lesson).data,
            "Exam": to_rows(self.gate_output, view.gates.get(lesson.pk, [])),
        }


class SubjectViewOutput(ManagerSubjectViewOutput):
    """`subject` with what one enrollment did in it."""

    TrainingSubjectLesson = StudiedLessonOutput(many=True)
    TrainingSubjectExam = SubjectExamResultOutput(many=True)
    Progress = SubjectProgressOutput()

    gate_output = ExamResultOutput
    exam_output = SubjectExamResultOutput

    def to_representation(self, view: SubjectView) -> dict[str, Any]:
        return {**super().to_representation(view), "Progress": SubjectProgressOutput.of(view.read)}

    def lesson(self, view: SubjectView, lesson: Lesson) -> dict[str, Any]:
        done = to_rows(AttendanceOutput, view.attendance.get(lesson.pk, []))
        return {**super().lesson(view, lesson), "TrainingSubjectAttendance": done}


class StudentCountsOutput(serializers.Serializer[Any]):
    """How many enrollments there are, and how many of them are finished."""

    total = serializers.IntegerField()
    finished = serializers.IntegerField()


class CountedSubjectViewOutput(ManagerSubjectViewOutput):
    """The managers' subject with `Student`."""

    Student = StudentCountsOutput()
