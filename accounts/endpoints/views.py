"""Accounts on the wire (docs/api.md, section 2)."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import countries_and_zones
from accounts.endpoints import reads
from accounts.endpoints.serializers import SchoolOutput, UserViewOutput
from api.callers import get_caller
from api.openapi.schema import inline_response, operation
from api.views import ApiViewSet

NAMES = {"type": "object", "additionalProperties": {"type": "string"}}


class UserViewSet(ApiViewSet):
    """`GET /users/view.json`, `/users/company.json`, `/users/countries.json`, `/users/timezones.json`"""

    @operation("viewOwnUser", response=UserViewOutput, summary="Who am I")
    def own(self, request: Request) -> Response:
        return Response(UserViewOutput(reads.complete_account(get_caller(request))).data)

    @operation(
        "viewOwnCompany",
        response=inline_response("OwnCompany", Company=SchoolOutput()),
        summary="What a client must know about my school",
    )
    def company(self, request: Request) -> Response:
        return Response({"Company": SchoolOutput(get_caller(request).company).data})

    @operation("listCountries", response=NAMES, summary="Countries by their ISO 3166 code")
    def countries(self, request: Request) -> Response:
        return Response(countries_and_zones.list_countries())

    @operation("listTimezones", response=NAMES, summary="Time zones by their IANA name")
    def timezones(self, request: Request) -> Response:
        return Response(countries_and_zones.list_timezones())
