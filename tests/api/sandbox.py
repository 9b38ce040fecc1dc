"""A URLconf for tests of what all endpoints share: views that echo, fail and change state."""

from typing import Any

from django.db import OperationalError
from django.urls import path, re_path
from psycopg.errors import LockNotAvailable
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from api.input_fields import DayField, FlagField, MomentField, ObjectIdField, TextField, UserIdField, WholeNumberField
from api.pagination import PARAMETERS, paginate
from api.parameters import read_parameters
from api.paths import NAMED
from api.safe_gets import StateChangingGets
from api.views import ApiViewSet
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound, TooManyAttempts, Unauthenticated

ACTS: list[str] = []


class EveryField(serializers.Serializer[Any]):
    id = ObjectIdField(required=False)
    user_id = UserIdField(required=False)
    minutes = WholeNumberField(min_value=0, max_value=1440, required=False)
    flag = FlagField(required=False)
    moment = MomentField(required=False)
    day = DayField(required=False)
    text = TextField(max_length=10, required=False)


class RequiredFlag(serializers.Serializer[Any]):
    flag = FlagField()


class Open(ApiViewSet):
    authentication_classes = ()
    permission_classes = (AllowAny,)


class Echo(Open):
    """Returns the request as the server parsed it."""

    def body(self, request: Request) -> Response:
        return Response({"body": request.data})

    def fields(self, request: Request) -> Response:
        return Response({name: str(value) for name, value in self.validate_body(request, EveryField).items()})

    def flag(self, request: Request) -> Response:
        return Response(self.validate_body(request, RequiredFlag))

    def filters(self, request: Request, named: str = "") -> Response:
        return Response(read_parameters(request, {"training", "finished", "username"}, named))

    def people(self, request: Request, named: str = "") -> Response:
        page = paginate(User.objects.order_by("id"), read_parameters(request, PARAMETERS, named), limit=30)
        return Response({"ids": [user.pk for user in page.rows], "paginate": page.as_output})


def build_lock_error() -> OperationalError:
    """As Django raises it for a row that another transaction keeps."""
    error = OperationalError("canceling statement due to lock timeout")
    error.__cause__ = LockNotAvailable()
    return error


class Trouble(Open):
    """Raises whatever a view may raise."""

    TROUBLES: dict[str, Exception] = {
        "defect": ZeroDivisionError("a secret of the house"),
        "database": OperationalError("the server closed the connection"),
        "lock": build_lock_error(),
        "invalid": InvalidInput.for_field("name", "This is not a name."),
        "nobody": Unauthenticated(),
        "forbidden": Forbidden("This class is not yours."),
        "missing": NotFound(),
        "conflict": Conflict("This class is signed."),
        "guesses": TooManyAttempts(retry_after=77),
    }

    def cause(self, request: Request, kind: str) -> Response:
        raise self.TROUBLES[kind]


class Act(StateChangingGets):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    def act(self, request: Request) -> Response:
        ACTS.append(str(request.method))
        return Response({"result": True})


urlpatterns = [
    path("body.json", Echo.as_view({"post": "body"})),
    path("fields.json", Echo.as_view({"post": "fields"})),
    path("flag.json", Echo.as_view({"post": "flag"})),
    path("list.json", Echo.as_view({"get": "filters"})),
    re_path(rf"^list/{NAMED}\.json$", Echo.as_view({"get": "filters"})),
    path("people.json", Echo.as_view({"get": "people"})),
    re_path(rf"^people/{NAMED}\.json$", Echo.as_view({"get": "people"})),
    path("trouble/<str:kind>.json", Trouble.as_view({"get": "cause", "post": "cause"})),
    path("act.json", Act.as_view({"get": "act", "post": "act"})),
]

handler400 = "api.handlers.bad_request"
handler403 = "api.handlers.permission_denied"
handler404 = "api.handlers.page_not_found"
handler500 = "api.handlers.server_error"
