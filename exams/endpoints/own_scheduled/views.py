"""The caller's scheduled exams (docs/api.md, section 6, Scheduled exams)."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from exams import clock
from exams.endpoints.own_scheduled.reads import list_own_scheduled_exams
from exams.endpoints.own_scheduled.serializers import OwnScheduledExamOutput


class OwnScheduledExamViewSet(ApiViewSet):
    """`GET /trainings/exams/scheduled.json`"""

    @operation(
        "listOwnScheduledExams",
        response=inline_response("OwnScheduledExams", exams=OwnScheduledExamOutput(many=True)),
        summary="The exams that I can take from a class, now or soon",
    )
    def list(self, request: Request) -> Response:
        exams = list_own_scheduled_exams(get_caller(request), clock.now())
        return Response({"exams": to_rows(OwnScheduledExamOutput, exams)})
