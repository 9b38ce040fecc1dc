"""Single sign-on of clients on the wire (docs/api.md, section 2)."""

from typing import Any

from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints.login.views import LOGGED_IN, NOT_LOGGED_IN, build_failed_login, build_login_response
from accounts.sign_in.clients import build_client_info
from accounts.sign_in.single_sign_on.logins import MAX_CODE_LENGTH, exchange_client_code
from api.input_fields import TextField
from api.openapi.schema import operation
from api.views import ApiViewSet
from core.exceptions import Unauthenticated


class SingleSignOnInput(serializers.Serializer[Any]):
    code = TextField(max_length=MAX_CODE_LENGTH)


class SingleSignOnViewSet(ApiViewSet):
    """`POST /users/sso.json`"""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation(
        "loginByCode",
        request=SingleSignOnInput,
        response=LOGGED_IN,
        error_responses={401: NOT_LOGGED_IN},
        summary="Log in with the code that single sign-on left",
    )
    def exchange(self, request: Request) -> Response:
        code = self.validate_body(request, SingleSignOnInput)["code"]
        try:
            issued = exchange_client_code(code, build_client_info(request))
        except Unauthenticated as error:
            return build_failed_login(error)
        return build_login_response(request, issued)
