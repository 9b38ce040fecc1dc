"""Enrolling people and pilot groups (docs/api.md, section 7)."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet
from core.exceptions import InvalidInput, NotFound
from trainings.endpoints.enrolling import reads
from trainings.endpoints.enrolling.inputs import EnrollInput
from trainings.endpoints.enrolling.serializers import EnrolledOutput, EnrollmentResultsOutput
from trainings.enrollments import services


class EnrollViewSet(ApiViewSet):
    """`POST /manager/trainings/students/enroll.json`"""

    permission_classes = (IsManager,)

    @operation(
        "enrollStudents",
        request=EnrollInput,
        response=inline_response("Enrolled", results=EnrollmentResultsOutput()),
        summary="Enroll people and groups",
    )
    def enroll(self, request: Request) -> Response:
        if not request.data:
            raise InvalidInput(_("Send the training and the students to enroll."))
        caller = get_caller(request)
        data = self.validate_body(request, EnrollInput)
        training = reads.get_enrollable_training(caller, data["training_id"])
        entries = data["students"]
        if not entries:
            raise NotFound  # not 400: docs/api.md, section 7
        outcome = services.enroll_students(
            training=training,
            user_ids=[entry for entry in entries if isinstance(entry, int)],
            group_ids=[entry for entry in entries if isinstance(entry, uuid.UUID)],
            by=caller,
            supervisor=reads.get_supervisor(caller, data["supervisor_id"]),
            finish_before_at=data["finish_before"],
        )
        malformed = [entry for entry in entries if isinstance(entry, str)]
        return Response({"results": self.build_results(outcome, malformed)})

    @extend_schema(exclude=True)
    def reject_method(self, request: Request) -> Response:
        """The documented API responds with 400, not 405, to everything but a POST."""
        raise InvalidInput(_("Send a POST."))

    def build_results(self, outcome: services.EnrollmentOutcome, malformed: list[str]) -> dict[str, Any]:
        enrolled = {str(id): {"TrainingsUser": EnrolledOutput(row).data} for id, row in outcome.enrolled.items()}
        return enrolled | dict.fromkeys([*outcome.unknown, *malformed], False)
