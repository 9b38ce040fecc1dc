"""One enrollment with its training, progress and flights (docs/api.md, section 3)."""

import uuid

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.row_lists import to_rows
from api.views import ApiViewSet
from core.exceptions import NotFound
from trainings.endpoints.training_view.reads import (
    TrainingRead,
    find_enrollment,
    find_training,
    read_training_view,
    read_training_without_student,
)
from trainings.endpoints.training_view.serializers import PerformedFlightOutput, TrainingViewOutput


class TrainingViewSet(ApiViewSet):
    """`GET /trainings/trainings/view/{id}.json`"""

    @operation(
        "viewTraining",
        response=inline_response(
            "TrainingView", training=TrainingViewOutput(), performedFlightTrainings=PerformedFlightOutput(many=True)
        ),
        summary="One enrollment with its training, progress and flights",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        read = self.read(get_caller(request), id)
        if read is None:
            raise NotFound
        flown = to_rows(PerformedFlightOutput, read.flown)
        return Response({"training": TrainingViewOutput(read).data, "performedFlightTrainings": flown})

    def read(self, viewer: User, id: uuid.UUID) -> TrainingRead | None:
        enrollment = find_enrollment(viewer, id)
        if enrollment:
            return read_training_view(enrollment, viewer=viewer, now=timezone.now())
        training = find_training(viewer, id)
        return read_training_without_student(training) if training else None
