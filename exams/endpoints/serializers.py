"""Exams and attempts on the wire (docs/api.md, section 6)."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api import output_fields
from api.outputs.serializers import Output, to_rows
from core.timestamps import format_moment
from exams.endpoints.reads import ExamPaper, ListedExam, Result, StartRead
from exams.models import Attempt, AttemptQuestion, Exam, Option, Question
from exams.sitting.access import Access, AccessByExam, AccessState, explain_closed_access, find_closing
from exams.sitting.availability import explain_unavailability
from exams.sitting.grading import format_percent
from exams.sitting.services import AnswerProgress
from mail.languages import localise_percent

if TYPE_CHECKING:
    from exams.querysets import ExamWithBankSize

MAY_HOLD_TEX = r"Plain text, in which TeX may stand between `\(…\)` or `\[…\]`."

# --- exams and the bank


class OnlineExamOutput(Output["ExamWithBankSize"]):
    """`Exam`, without a subject one of the whole training. `available` says whether it can be taken at the moment of
    the request, a scheduled exam from a class."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    attempts = serializers.IntegerField(source="max_attempts")
    score = serializers.IntegerField(source="pass_percent")
    questions = serializers.IntegerField(source="question_count")
    minutes = serializers.IntegerField(source="duration_minutes")
    instructions = serializers.CharField()
    expiration = output_fields.Moment(source="expires_at", allow_null=True)
    show_answers = serializers.BooleanField()
    mandatory = serializers.BooleanField(source="is_mandatory")
    training_subject_id = output_fields.Id(source="subject_id", allow_null=True)
    training_subject_lesson_id = output_fields.Id(source="lesson_id", allow_null=True)
    access_mode = serializers.ChoiceField(choices=Exam.AccessMode.choices)
    access_window_days = serializers.IntegerField()
    available = serializers.SerializerMethodField()
    available_until = serializers.SerializerMethodField()

    @extend_schema_field(bool)  # drf-spectacular would evaluate the hints, of which one exists for type checkers alone
    def get_available(self, exam: "ExamWithBankSize") -> bool:
        is_closed = explain_unavailability(exam, self.context["now"]) or explain_closed_access(exam, self.get_access())
        return not is_closed

    @extend_schema_field(output_fields.Moment(allow_null=True))
    def get_available_until(self, exam: "ExamWithBankSize") -> str | None:
        closing = find_closing(exam, self.get_access()) if self.get_available(exam) else None
        return format_moment(closing)

    def get_access(self) -> AccessByExam:
        access: AccessByExam = self.context["access"]
        return access


class SchedulableExamOutput(Output[Exam]):
    """An exam that a class can be of."""

    id = output_fields.Id()
    name = serializers.CharField()
    type = serializers.ChoiceField(choices=Exam.Type.choices)
    minutes = serializers.IntegerField(source="duration_minutes")
    mandatory = serializers.BooleanField(source="is_mandatory")
    training_subject_id = output_fields.Id(source="subject_id", allow_null=True)
    training_subject_lesson_id = output_fields.Id(source="lesson_id", allow_null=True)
    access_mode = serializers.ChoiceField(choices=Exam.AccessMode.choices)
    access_window_days = serializers.IntegerField()


class SchedulableRowOutput(Output[Exam]):
    Exam = SchedulableExamOutput(source="*")


class BankOptionOutput(Output[Option]):
    """An option with its solution, for managers."""

    id = output_fields.Id()
    name = serializers.CharField(source="text", help_text=MAY_HOLD_TEX)
    value = serializers.BooleanField(source="is_correct")


class BankQuestionOutput(Output[Question]):
    """A question of the bank, for managers."""

    id = output_fields.Id()
    name = serializers.CharField(source="text", help_text=MAY_HOLD_TEX)
    media = output_fields.FileAddress()
    TrainingQuestionOption = BankOptionOutput(source="options.all", many=True)


class ListedExamOutput(Output[ListedExam]):
    """A row of the index; questions only where they were loaded, for managers."""

    Exam = OnlineExamOutput(source="exam")
    TrainingQuestion = serializers.SerializerMethodField()

    @extend_schema_field(BankQuestionOutput(many=True))
    def get_TrainingQuestion(self, listed: ListedExam) -> list[dict[str, Any]]:
        return to_rows(BankQuestionOutput, listed.questions)


# --- starting


class ExamAttemptOutput(Output[Attempt]):
    """`ExamAttempt`; score and passed are null while it is open. `reset`: the lesson was started again since, so
    it does not count towards the attempts allowed. The rows come from `Attempt.objects.with_cycle`."""

    id = output_fields.Id()
    start = output_fields.Moment(source="started_at")
    finish = output_fields.Moment(source="finished_at", allow_null=True)
    status = serializers.ChoiceField(choices=[Attempt.OPEN, Attempt.FINISHED])
    score = serializers.FloatField(allow_null=True)
    passed = serializers.BooleanField(source="is_passed", allow_null=True)
    reset = serializers.BooleanField(source="is_reset")


class AttemptRowOutput(Output[Attempt]):
    ExamAttempt = ExamAttemptOutput(source="*")


class ExamAccessOutput(Output[Access]):
    """How a student stands with a scheduled exam, by the class that decides it."""

    state = serializers.ChoiceField(choices=AccessState.choices)
    class_id = output_fields.Id(source="window.class_id", allow_null=True, default=None)
    opens = output_fields.Moment(source="window.opens_at", allow_null=True, default=None)
    closes = output_fields.Moment(source="window.closes_at", allow_null=True, default=None)


class StartOutput(Output[StartRead]):
    """How the student stands with an exam, before starting it."""

    Exam = OnlineExamOutput(source="exam")
    attempts = AttemptRowOutput(many=True)
    attempts_left = serializers.IntegerField()
    access = ExamAccessOutput(source="exam_access", allow_null=True)
    can_start = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    can_reset = serializers.BooleanField()

    def get_can_start(self, read: StartRead) -> bool:
        return not read.reason

    def get_reason(self, read: StartRead) -> str | None:
        return read.reason or None


class StartedOutput(Output[Attempt]):
    """The response to starting, and to starting again while the attempt is open."""

    result = serializers.BooleanField(read_only=True, default=True)
    message = serializers.CharField(read_only=True, default=gettext_lazy("Exam started"))
    attempt_id = output_fields.Id(source="pk")


# --- the open attempt: nothing in this part may reveal which option is right


class SittingOptionOutput(Output[Any]):
    id = output_fields.Id()
    name = serializers.CharField(source="text", help_text=MAY_HOLD_TEX)


class PaperQuestionOutput(Output[AttemptQuestion]):
    """`TrainingQuestion` as it was shown."""

    id = output_fields.Id(source="question_id")
    name = serializers.CharField(source="text", help_text=MAY_HOLD_TEX)
    media = output_fields.Optional()


class SittingDetailOutput(Output[AttemptQuestion]):
    """`ExamAttemptDetail` for whoever is sitting the exam."""

    id = output_fields.Id()
    order = serializers.IntegerField()
    questionOptionId = output_fields.Id(source="chosen_option_id", allow_null=True)
    TrainingQuestion = PaperQuestionOutput(source="*")
    TrainingQuestionOption = SittingOptionOutput(source="options", many=True)


class SittingAttemptOutput(Output[ExamPaper]):
    id = output_fields.Id(source="attempt.id")
    status = serializers.ChoiceField(choices=[Attempt.OPEN, Attempt.FINISHED], source="attempt.status")
    start = output_fields.Moment(source="attempt.started_at")
    finish_before = output_fields.Moment(source="attempt.deadline_at")
    remaining = serializers.SerializerMethodField()

    def get_remaining(self, paper: ExamPaper) -> int | None:
        return paper.attempt.seconds_left(paper.read_at)


class SittingExamOutput(Output[Exam]):
    id = output_fields.Id()
    name = serializers.CharField()
    minutes = serializers.IntegerField(source="duration_minutes")
    instructions = serializers.CharField()


class SheetOutput(Output[ExamPaper]):
    """The paper to answer."""

    ExamAttempt = SittingAttemptOutput(source="*")
    Exam = SittingExamOutput(source="attempt.exam")
    ExamAttemptDetail = SittingDetailOutput(source="questions", many=True)


class AnsweredOutput(Output[AnswerProgress]):
    result = serializers.BooleanField(read_only=True, default=True)
    answered = serializers.IntegerField()
    total = serializers.IntegerField()
    remaining = serializers.IntegerField(allow_null=True)


# --- afterwards


class FinishedOutput(Output[Attempt]):
    """The result, in the response to finishing."""

    result = serializers.BooleanField(read_only=True, default=True)
    attempt_id = output_fields.Id(source="pk")
    score = serializers.FloatField()
    passed = serializers.BooleanField(source="is_passed")
    message = serializers.SerializerMethodField()

    def get_message(self, attempt: Attempt) -> str:
        if attempt.score is None:
            return ""
        score, needed = (localise_percent(format_percent(value)) for value in (attempt.score, attempt.pass_percent))
        if attempt.is_passed:
            text = _("You passed: %(score)s, %(needed)s needed.")
        else:
            text = _("You did not pass: %(score)s, %(needed)s needed.")
        return text % {"score": score, "needed": needed}


class ResultAttemptOutput(ExamAttemptOutput):
    finish_before = output_fields.Moment(source="deadline_at")


class ResultOptionOutput(SittingOptionOutput):
    value = serializers.BooleanField(source="is_correct", required=False)


class ResultDetailOutput(SittingDetailOutput):
    """`ExamAttemptDetail` with the solution: `correct` and `value` are only for those who may see it."""

    correct = serializers.BooleanField(source="is_answered_right", required=False)
    TrainingQuestionOption = ResultOptionOutput(source="options", many=True)


class ExamResultViewOutput(Output[Result]):
    """A graded attempt, with the solutions for those who may see them."""

    ExamAttempt = ResultAttemptOutput(source="attempt")
    Exam = OnlineExamOutput(source="exam")
    ExamAttemptDetail = serializers.SerializerMethodField()

    @extend_schema_field(ResultDetailOutput(many=True))
    def get_ExamAttemptDetail(self, result: Result) -> list[dict[str, Any]]:
        # The serializer without a solution, rather than one that leaves it out: it has no field that could reveal it.
        output = ResultDetailOutput if result.shows_answer_key else SittingDetailOutput
        return to_rows(output, result.questions)
