"""One enrollment with its training, progress and flights (docs/api.md, section 3)."""

import uuid

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from core.exceptions import NotFound
from trainings.endpoints.training_view.reads import find_training_view
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
        read = find_training_view(get_caller(request), id, timezone.now())
        if read is None:
            raise NotFound
        flown = to_rows(PerformedFlightOutput, read.flown)
        return Response({"training": TrainingViewOutput(read).data, "performedFlightTrainings": flown})
