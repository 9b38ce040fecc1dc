"""The summary of an enrollment (docs/api.md, section 7)."""

import uuid

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet
from trainings.endpoints.student_summary.reads import read_student_summary
from trainings.endpoints.student_summary.serializers import StudentSummaryOutput


class StudentSummaryViewSet(ApiViewSet):
    """`GET /trainings/students/summary/{enrollmentId}.json`"""

    @operation(
        "viewStudentSummary",
        response=inline_response("StudentSummary", result=StudentSummaryOutput()),
        summary="How far an enrollment is, in a few numbers",
    )
    def retrieve(self, request: Request, enrollment_id: uuid.UUID) -> Response:
        summary = read_student_summary(get_caller(request), enrollment_id, timezone.now())
        return Response({"result": StudentSummaryOutput(summary).data})
