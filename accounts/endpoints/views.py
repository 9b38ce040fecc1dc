"""Accounts on the wire (docs/api.md, section 2)."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import countries_and_zones
from accounts.authentication import get_client_address, get_session_token
from accounts.endpoints import reads
from accounts.endpoints.serializers import (
    LoginInput,
    LoginOutput,
    NotificationOutput,
    NotificationReadInput,
    RefusedLoginOutput,
    UserViewOutput,
)
from accounts.models import User
from accounts.notifications import mark_read
from accounts.sign_in import sessions
from accounts.sign_in.devices import get_device, remember_device
from api.callers import get_caller
from api.openapi.schema import DONE, inline_response, operation
from api.row_lists import to_rows
from api.safe_gets import StateChangingGets
from api.views import ApiViewSet
from core.exceptions import Unauthenticated

LOGGED_IN = inline_response("LoggedIn", response=LoginOutput())
LOGGED_OUT = inline_response("LoggedOut", logout=serializers.BooleanField())
NOT_LOGGED_IN = inline_response("NotLoggedIn", response=RefusedLoginOutput(), message=serializers.CharField())
EMPTY_SESSION: dict[str, Any] = dict.fromkeys(("token", "user_id", "url")) | dict.fromkeys(
    ("api", "active", "confirmed"), False
)
EMPTY_SESSION["two_factor"] = User.TwoFactor.OFF
NAMES = {"type": "object", "additionalProperties": {"type": "string"}}


class LoginViewSet(ApiViewSet):
    """`POST /users/login.json`, and the same at `POST /login.json`"""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation("login", request=LoginInput, response=LOGGED_IN, error_responses={401: NOT_LOGGED_IN}, summary="Log in")
    def login(self, request: Request) -> Response:
        credentials = self.validate_body(request, LoginInput)
        try:
            issued = sessions.log_in(
                email=credentials["email"],
                password=credentials["password"],
                address=get_client_address(request),
                device=get_device(request),
            )
        except Unauthenticated as error:
            return self.build_failed_login(error)
        user = reads.read_own_account(issued.token.user_id)
        login = {
            "result": True,
            "message": None,
            "token": issued.secret,
            "user_id": user.pk,  # a number, here alone (docs/api.md, section 1, Ids)
            "api": user.has_api_key,
            "active": user.is_active,
            "url": "/admin/" if user.is_manager else "/trainings.json",
            "two_factor": user.two_factor,
            "confirmed": user.email_confirmed_at is not None,
        }
        response = Response({"response": login}, headers={"Cache-Control": "no-store"})
        remember_device(response, request, user.pk)
        return response

    @operation(
        "loginAtRoot",
        request=LoginInput,
        response=LOGGED_IN,
        error_responses={401: NOT_LOGGED_IN},
        summary="The same, at its other documented address",
    )
    def login_at_root(self, request: Request) -> Response:
        return self.login(request)

    def build_failed_login(self, error: Unauthenticated) -> Response:
        """The same response for every account, known or not, so that it reveals nothing about the account."""
        login = {"result": False, "message": error.message, **EMPTY_SESSION}
        return Response(
            {"response": login, "message": error.message},
            status=status.HTTP_401_UNAUTHORIZED,
            headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"},
        )


class LogoutViewSet(StateChangingGets):
    """`GET|POST /users/logout.json`"""

    @operation("logout", response=LOGGED_OUT, summary="Log out")
    def logout(self, request: Request) -> Response:
        sessions.log_out(token=get_session_token(request))
        return Response({"logout": True})

    @operation("logoutByGet", response=LOGGED_OUT, summary="The same, as old clients call it")
    def logout_by_get(self, request: Request) -> Response:
        return self.logout(request)


class UserViewSet(ApiViewSet):
    """`GET /users/view.json`, `/users/countries.json`, `/users/timezones.json`"""

    @operation("viewOwnUser", response=UserViewOutput, summary="Who am I")
    def own(self, request: Request) -> Response:
        return Response(UserViewOutput(reads.read_own_account(get_caller(request).pk)).data)

    @operation("listCountries", response=NAMES, summary="Countries by their ISO 3166 code")
    def countries(self, request: Request) -> Response:
        return Response(countries_and_zones.list_countries())

    @operation("listTimezones", response=NAMES, summary="Time zones by their IANA name")
    def timezones(self, request: Request) -> Response:
        return Response(countries_and_zones.list_timezones())


class NotificationViewSet(ApiViewSet):
    """`GET /messages/messages/unread.json`, `POST /messages/messages/read.json`"""

    @operation(
        "listUnreadMessages",
        response=inline_response("UnreadMessages", messages=NotificationOutput(many=True)),
        summary="Unread messages, newest first",
    )
    def unread(self, request: Request) -> Response:
        messages = reads.list_unread_messages(get_caller(request))
        return Response({"messages": to_rows(NotificationOutput, messages)})

    @operation("readMessage", request=NotificationReadInput, response=DONE, summary="Mark a message as read")
    def read(self, request: Request) -> Response:
        mark_read(user=get_caller(request), notification_id=self.validate_body(request, NotificationReadInput)["id"])
        return Response({"result": True})
