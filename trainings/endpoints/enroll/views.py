"""Enrolling people and groups (docs/api.md, section 8)."""

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from accounts.permissions import IsManager
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet, get_one_or_404
from core.exceptions import InvalidInput, NotFound
from trainings.endpoints.enroll.inputs import EnrollInput
from trainings.endpoints.enroll.serializers import EnrolledOutput, EnrollmentResultsOutput
from trainings.enrollments import services
from trainings.models import Training


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
            raise InvalidInput("Send the training and the students to enroll.")
        asked = self.validate_body(request, EnrollInput)
        training = get_one_or_404(Training.objects.visible_to(get_caller(request)).courses(), pk=asked["training_id"])
        if not asked["students"]:
            raise NotFound
        outcome = services.enroll_students(
            training=training,
            user_ids=[entry for entry in asked["students"] if isinstance(entry, int)],
            group_ids=[entry for entry in asked["students"] if isinstance(entry, uuid.UUID)],
            by=get_caller(request),
            supervisor=self.supervisor(get_caller(request), asked["supervisor_id"]),
            finish_before_at=asked["finish_before"],
        )
        readable = [entry for entry in asked["students"] if isinstance(entry, str)]
        return Response({"results": self.build_results(outcome, readable)})

    @extend_schema(exclude=True)
    def refuse(self, request: Request) -> Response:
        """The documented API answers 400, not 405, to anything but a POST here."""
        raise InvalidInput("Send a POST.")

    def supervisor(self, caller: User, user_id: int | None) -> User | None:
        if user_id is None:
            return None
        supervisor = User.objects.visible_to(caller).staff().filter(pk=user_id).first()
        if supervisor is None:
            raise InvalidInput.for_field("supervisor_id", "There is no instructor with this id.")
        return supervisor

    def build_results(self, outcome: services.EnrollmentOutcome, nobody: list[str]) -> dict[str, Any]:
        enrolled = {str(id): {"TrainingsUser": EnrolledOutput(row).data} for id, row in outcome.enrolled.items()}
        return enrolled | dict.fromkeys([*outcome.unknown, *nobody], False)
