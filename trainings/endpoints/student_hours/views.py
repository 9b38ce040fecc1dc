"""The required hours of an enrollment (docs/api.md, section 7)."""

import uuid

from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet
from core import clock
from trainings.endpoints.student_hours.reads import read_student_hours
from trainings.endpoints.student_hours.serializers import StudentHoursOutput


class StudentHoursViewSet(ApiViewSet):
    """`GET /trainings/students/hours/{enrollmentId}.json`"""

    @operation(
        "viewStudentHours",
        response=inline_response("StudentHours", result=StudentHoursOutput()),
        summary="The required hours of an enrollment: done, planned, still possible",
    )
    def retrieve(self, request: Request, enrollment_id: uuid.UUID) -> Response:
        hours = read_student_hours(get_caller(request), enrollment_id, clock.now())
        return Response({"result": StudentHoursOutput(hours).data})
