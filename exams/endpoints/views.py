"""Online exams (docs/api.md, section 6)."""

import re
import uuid

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from api.callers import get_caller
from api.input_fields import UUID_TEXT
from api.middleware.languages import name_language
from api.openapi.schema import inline_response, operation, query_parameter
from api.outputs.serializers import to_rows
from api.parameters import read_parameters
from api.safe_gets import StateChangingGets
from api.views import ApiViewSet
from core.exceptions import InvalidInput, NotFound
from exams import clock
from exams.endpoints import reads
from exams.endpoints.inputs import AnswerInput
from exams.endpoints.serializers import (
    AnsweredOutput,
    ExamResultViewOutput,
    FinishedOutput,
    ListedExamOutput,
    SchedulableRowOutput,
    SheetOutput,
    StartedOutput,
    StartOutput,
)
from exams.sitting import services

# The type before the id, which old clients write with a capital ("Subject:…").
KIND = re.compile(r"^\w+:")


class ExamViewSet(ApiViewSet):
    """`GET /trainings/exams/index/{type}:{id}.json`"""

    @operation(
        "listExams",
        response=inline_response("Exams", exams=ListedExamOutput(many=True)),
        parameters=[query_parameter(kind, f"The id of the {kind}. Give exactly one.") for kind in reads.LISTED_BY],
        summary="The exams of a subject, a lesson or a whole training, or one exam",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = read_parameters(request, set(reads.LISTED_BY), KIND.sub(lambda kind: kind[0].lower(), named))
        if len(values) != 1:
            raise InvalidInput(_("Name one of these by its id: %(kinds)s.") % {"kinds": ", ".join(reads.LISTED_BY)})
        ((kind, text),) = values.items()
        now = clock.now()
        exams = reads.list_exams(kind, self.parse_id(text), get_caller(request), now)
        return Response({"exams": to_rows(ListedExamOutput, exams.rows, now=now, access=exams.access)})

    def parse_id(self, text: str) -> uuid.UUID:
        """The id stands in the path, so a malformed one is NotFound, as an unknown one is."""
        if not UUID_TEXT.match(text):
            raise NotFound
        return uuid.UUID(text)


class SchedulableExamViewSet(ApiViewSet):
    """`GET /manager/trainings/exams/list/{subjectId}.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listSchedulableExams",
        response=inline_response("SchedulableExams", exams=SchedulableRowOutput(many=True)),
        summary="The exams that a class of a subject can be of",
    )
    def list(self, request: Request, subject_id: uuid.UUID) -> Response:
        exams = reads.list_schedulable_exams(subject_id, get_caller(request))
        return Response({"exams": to_rows(SchedulableRowOutput, exams)})


class StartViewSet(ApiViewSet):
    """`GET` and `POST /trainings/exams/start/{enrollmentId}/{examId}.json`"""

    @operation("viewExamStart", response=StartOutput, summary="My attempts at an exam, and whether I may start it")
    def retrieve(self, request: Request, enrollment_id: uuid.UUID, exam_id: uuid.UUID) -> Response:
        caller = get_caller(request)
        enrollment, exam = reads.get_enrollment_and_exam(enrollment_id, exam_id, caller)
        now = clock.now()
        read = reads.read_start(exam, enrollment, caller, now)
        response = Response(StartOutput(read, context={"now": now, "access": read.access}).data)
        return name_language(response) if read.reason else response

    @operation("startExam", response=StartedOutput, summary="Start an exam, or resume it")
    def start(self, request: Request, enrollment_id: uuid.UUID, exam_id: uuid.UUID) -> Response:
        caller = get_caller(request)
        enrollment, exam = reads.get_enrollment_and_exam(enrollment_id, exam_id, caller)
        attempt = services.start_attempt(enrollment=enrollment, exam=exam, by=caller)
        return Response(StartedOutput(attempt).data)


class AttemptViewSet(ApiViewSet):
    """`GET /trainings/exams/do/{attemptId}.json`, `/trainings/exams/view/{attemptId}.json`,
    `POST /trainings/exams/answer.json`"""

    @operation("doExam", response=SheetOutput, summary="The paper to answer")
    def do(self, request: Request, id: uuid.UUID) -> Response:
        return Response(SheetOutput(reads.read_paper(id, get_caller(request))).data)

    @operation("answerExam", request=AnswerInput, response=AnsweredOutput, summary="Answer a question, or change it")
    def answer(self, request: Request) -> Response:
        data = self.validate_body(request, AnswerInput)
        progress = services.record_answer(
            paper_question_id=data["attemptDetailId"], option_id=data["questionOptionId"], by=get_caller(request)
        )
        return Response(AnsweredOutput(progress).data)

    @operation("viewExam", response=ExamResultViewOutput, summary="The result of a finished attempt")
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        result = reads.read_result(id, get_caller(request))
        context = {"now": clock.now(), "access": result.access}
        return Response(ExamResultViewOutput(result, context=context).data)


class FinishViewSet(StateChangingGets):
    """`GET` and `POST /trainings/exams/finish/{attemptId}.json`"""

    @operation("finishExam", response=FinishedOutput, summary="Finish an attempt and have it graded")
    def finish(self, request: Request, id: uuid.UUID) -> Response:
        caller = get_caller(request)
        attempt = services.finish_attempt(attempt=reads.get_attempt(id, caller), by=caller)
        return Response(FinishedOutput(attempt).data)

    @operation("finishExamByGet", response=FinishedOutput, summary="The same, as old clients call it")
    def finish_by_get(self, request: Request, id: uuid.UUID) -> Response:
        return self.finish(request, id)
