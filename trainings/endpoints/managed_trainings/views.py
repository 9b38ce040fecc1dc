"""The trainings of a school, for its managers (docs/api.md, section 8)."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from api import pagination
from api.callers import get_caller
from api.openapi.schema import PAGE_PARAMETERS, PaginateOutput, inline_response, operation
from api.outputs.serializers import to_rows
from api.parameters import read_parameters
from api.views import ApiViewSet
from trainings.endpoints.managed_trainings.reads import list_managed_trainings
from trainings.endpoints.managed_trainings.serializers import ManagedTrainingRowOutput

MANAGED_TRAININGS_A_PAGE = 50


class ManagedTrainingViewSet(ApiViewSet):
    """`GET /manager/trainings.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listManagedTrainings",
        response=inline_response(
            "ManagedTrainings", trainings=ManagedTrainingRowOutput(many=True), paginate=PaginateOutput()
        ),
        parameters=PAGE_PARAMETERS,
        summary="The school's trainings",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = read_parameters(request, pagination.PARAMETERS, named)
        trainings = list_managed_trainings(get_caller(request))
        page = pagination.paginate(trainings, values, limit=MANAGED_TRAININGS_A_PAGE)
        rows = to_rows(ManagedTrainingRowOutput, page.rows)
        return Response({"trainings": rows, "paginate": page.as_output})
