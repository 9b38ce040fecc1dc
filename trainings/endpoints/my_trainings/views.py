"""My Trainings (docs/api.md, section 3)."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Token, User
from api import pagination
from api.callers import get_caller
from api.openapi.schema import PAGE_PARAMETERS, PaginateOutput, inline_response, operation, query_parameter
from api.outputs.serializers import to_rows
from api.parameters import read_parameters
from api.views import ApiViewSet, validate_values
from trainings.endpoints.my_trainings import reads
from trainings.endpoints.my_trainings.inputs import WhoseInput
from trainings.endpoints.my_trainings.serializers import MyClassOutput, MyTrainingRowOutput, TaughtSubjectRowOutput

MY_TRAININGS_A_PAGE = 30


class MyTrainingsViewSet(ApiViewSet):
    """`GET /trainings.json`"""

    @operation(
        "listMyTrainings",
        response=inline_response(
            "MyTrainings",
            trainings=MyTrainingRowOutput(many=True),
            teacher=TaughtSubjectRowOutput(many=True),
            myClasses=MyClassOutput(many=True),
            paginate=PaginateOutput(),
        ),
        parameters=[
            query_parameter("user_id", "Of an API user: whose trainings; otherwise ignored."),
            *PAGE_PARAMETERS,
        ],
        summary="My trainings, what I teach, my next classes",
    )
    def list(self, request: Request, named: str = "") -> Response:
        values = read_parameters(request, {"user_id", *pagination.PARAMETERS}, named)
        caller, now = get_caller(request), timezone.now()
        user = self.get_requested_user(request, values.get("user_id"))
        owner = {"user_id": user.pk, "company_id": user.company_id, "now": now}
        page = reads.query_my_enrollments.paginate(values, limit=MY_TRAININGS_A_PAGE, **owner)
        return Response(
            {
                "trainings": to_rows(MyTrainingRowOutput, reads.read_my_trainings(page.rows)),
                "teacher": to_rows(TaughtSubjectRowOutput, reads.list_taught_subjects(caller)),
                "myClasses": to_rows(MyClassOutput, reads.list_upcoming_classes(caller, now)),
                "paginate": page.as_output,
            }
        )

    def get_requested_user(self, request: Request, user_id: str | None) -> User:
        """The caller; for an API key, the user it asks for. With a session token the parameter is ignored, valid or
        not (docs/api.md, section 3)."""
        caller = get_caller(request)
        is_api_key = isinstance(request.auth, Token) and request.auth.is_api_key
        if user_id is None or not is_api_key:
            return caller
        return reads.get_requested_user(caller, validate_values({"user_id": user_id}, WhoseInput)["user_id"])
