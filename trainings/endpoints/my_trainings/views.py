"""Trainings for students and teachers (docs/api.md, section 3)."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api import pagination
from api.callers import get_caller
from api.openapi.schema import PAGE_PARAMETERS, PaginateOutput, inline_response, operation, query_parameter
from api.parameters import read_parameters
from api.row_lists import to_rows
from api.views import ApiViewSet, get_one_or_404, validate_values
from core.exceptions import Forbidden
from onsite.models import ClassSession
from trainings.endpoints.my_trainings import reads
from trainings.endpoints.my_trainings.inputs import WhoseInput
from trainings.endpoints.my_trainings.serializers import MyClassOutput, MyTrainingRowOutput, TaughtSubjectRowOutput
from trainings.models import Subject

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
        now = timezone.now()
        whose = self.get_requested_user(request, values.get("user_id"))
        page = pagination.paginate(reads.list_my_enrollments(whose, now), values, limit=MY_TRAININGS_A_PAGE)
        return Response(
            {
                "trainings": to_rows(MyTrainingRowOutput, page.rows),
                "teacher": self.taught(get_caller(request)),
                "myClasses": to_rows(MyClassOutput, ClassSession.objects.upcoming_of(get_caller(request), now)),
                "paginate": page.as_output,
            }
        )

    def get_requested_user(self, request: Request, user_id: str | None) -> User:
        """The caller, or for an API user the person it asks about."""
        caller: User = get_caller(request)
        if user_id is None or not request.auth.is_api_key:
            return caller
        wanted = validate_values({"user_id": user_id}, WhoseInput)["user_id"]
        if wanted in (None, caller.pk):
            return caller
        if not caller.sees_all_students:
            raise Forbidden("This key reads only the trainings of its own user.")
        return get_one_or_404(User.objects.visible_to(caller), pk=wanted)

    def taught(self, caller: User) -> Sequence[dict[str, Any]]:
        rows = Subject.objects.taught_by(caller) if caller.is_staff else ()
        taught: Sequence[dict[str, Any]] = to_rows(TaughtSubjectRowOutput, rows)
        return taught
