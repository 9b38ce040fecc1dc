"""Creating trainings, and the templates for them (docs/api.md, section 8)."""

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet
from trainings.endpoints.managed_trainings.reads import list_managed_trainings
from trainings.endpoints.managed_trainings.serializers import ManagedTrainingOutput
from trainings.endpoints.training_templates import reads
from trainings.endpoints.training_templates.inputs import TrainingInput
from trainings.endpoints.training_templates.serializers import TemplateRowOutput
from trainings.endpoints.training_templates.services import create_training


class AuthoringViewSet(ApiViewSet):
    """`POST /manager/trainings/trainings/create.json`, `GET /manager/trainings/trainings/templates.json`"""

    permission_classes = (IsManager,)

    @operation(
        "createTraining",
        request=TrainingInput,
        response=inline_response(
            "TrainingCreated",
            result=serializers.BooleanField(),
            id=serializers.CharField(),
            Training=ManagedTrainingOutput(),
        ),
        summary="Make a training, empty or from a template",
    )
    def create(self, request: Request) -> Response:
        caller = get_caller(request)
        training = create_training(**self.validate_body(request, TrainingInput), by=caller)
        row = list_managed_trainings(caller).get(pk=training.pk)
        return Response({"result": True, "id": str(training.pk), "Training": ManagedTrainingOutput(row).data})

    @operation(
        "listTemplates",
        response=inline_response("Templates", templates=TemplateRowOutput(many=True)),
        summary="What trainings can be made from",
    )
    def templates(self, request: Request) -> Response:
        rows = reads.list_templates(get_caller(request))
        return Response({"templates": to_rows(TemplateRowOutput, rows)})
