"""Writing the question bank over the API (docs/api.md, section 8, Authoring)."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.errors import rename_fields
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet
from exams.authoring.questions import QuestionContent, delete_question, save_question
from exams.endpoints.authoring.inputs import WIRE_NAMES, QuestionDeletionInput, QuestionInput
from exams.endpoints.authoring.permissions import TeachesOrManages
from exams.endpoints.serializers import BankQuestionOutput


class QuestionViewSet(ApiViewSet):
    """`POST /manager/trainings/questions/create.json`, `/manager/trainings/questions/delete.json`"""

    permission_classes = (TeachesOrManages,)

    @operation(
        "saveQuestion",
        request=QuestionInput,
        response=inline_response(
            "QuestionSaved",
            result=serializers.BooleanField(),
            id=serializers.CharField(),
            TrainingQuestion=BankQuestionOutput(),
        ),
        summary="Write a question with its options, or change it",
    )
    def save(self, request: Request) -> Response:
        data = self.validate_body(request, QuestionInput)
        with rename_fields(WIRE_NAMES):
            question = save_question(
                question_id=data.pop("question_id"),
                exam_id=data.pop("exam_id"),
                content=QuestionContent(**data),
                by=get_caller(request),
            )
        return Response({"result": True, "id": str(question.pk), "TrainingQuestion": BankQuestionOutput(question).data})

    @operation(
        "deleteQuestion",
        request=QuestionDeletionInput,
        response=inline_response("QuestionDeleted", result=serializers.BooleanField()),
        summary="Remove a question from the bank of an exam, or delete it",
    )
    def delete(self, request: Request) -> Response:
        data = self.validate_body(request, QuestionDeletionInput)
        with rename_fields(WIRE_NAMES):
            delete_question(**data, by=get_caller(request))
        return Response({"result": True})
