"""Trainings for managers (contract sections 3, 7 and 8)."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import IsManager
from api import pagination
from api.openapi.schema import PAGE, PaginateOutput, answer, operation
from api.parameters import parameters
from api.views import ApiViewSet
from trainings.endpoints.managed_trainings.reads import managed_trainings
from trainings.endpoints.managed_trainings.serializers import ManagedTrainingRowOutput

MANAGED_TRAININGS_A_PAGE = 50


class ManagedTrainingViewSet(ApiViewSet):
    """`GET /manager/trainings.json`"""

    permission_classes = (IsManager,)

    @operation(
        "listManagedTrainings",
        response=answer("ManagedTrainings", trainings=ManagedTrainingRowOutput(many=True), paginate=PaginateOutput()),
        parameters=PAGE,
        summary="The school's trainings",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = parameters(request, pagination.PARAMETERS, named)
        trainings = managed_trainings(request.user)
        page = pagination.page_of(trainings, values, limit=MANAGED_TRAININGS_A_PAGE)
        rows = ManagedTrainingRowOutput(page.rows, many=True).data
        return Response({"trainings": rows, "paginate": page.wire})
