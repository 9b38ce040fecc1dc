"""The schema of a training (docs/api.md, section 3)."""

import uuid

from rest_framework.request import Request
from rest_framework.response import Response

from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet
from trainings.endpoints.training_schema.reads import read_training_schema
from trainings.endpoints.training_schema.serializers import TrainingSchemaOutput


class TrainingSchemaViewSet(ApiViewSet):
    """`GET /trainings/trainings/schema/{id}.json`"""

    @operation(
        "viewTrainingSchema",
        response=inline_response("TrainingSchema", schema=TrainingSchemaOutput()),
        summary="How many lessons, missions and hours a training has",
    )
    def retrieve(self, request: Request, id: uuid.UUID) -> Response:
        schema = read_training_schema(get_caller(request), id)
        return Response({"schema": TrainingSchemaOutput(schema).data})
