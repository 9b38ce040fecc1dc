"""Logging in and out on the wire (docs/api.md, sections 2 and 12)."""

from typing import Any

from rest_framework import serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import get_session_token
from accounts.endpoints import reads
from accounts.endpoints.login.serializers import EndSessionInput, LoginInput, LoginOutput, RefusedLoginOutput
from accounts.models import User
from accounts.sign_in import sessions
from accounts.sign_in.clients import build_client_info
from accounts.sign_in.devices import remember_device
from accounts.sign_in.second_factor.checking import CodeRequired
from accounts.sign_in.sessions import IssuedToken
from api.openapi.schema import DONE, inline_response, operation
from api.safe_gets import StateChangingGets
from api.views import ApiViewSet
from core.exceptions import Unauthenticated

LOGGED_IN = inline_response("LoggedIn", response=LoginOutput())
LOGGED_OUT = inline_response("LoggedOut", logout=serializers.BooleanField())
NOT_LOGGED_IN = inline_response("NotLoggedIn", response=RefusedLoginOutput(), message=serializers.CharField())
EMPTY_SESSION: dict[str, Any] = dict.fromkeys(("token", "user_id", "url")) | dict.fromkeys(
    ("api", "active", "confirmed"), False
)


def build_login_response(request: Request, issued: IssuedToken) -> Response:
    """The response to a login that succeeded, however the person was recognised."""
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


def build_failed_login(error: Unauthenticated, factor: User.TwoFactor = User.TwoFactor.OFF) -> Response:
    """The same response for every account, known or not, so that it reveals nothing about the account; after the right
    password alone, `factor` says which code is needed."""
    login = {"result": False, "message": error.message, **EMPTY_SESSION, "two_factor": factor}
    return Response(
        {"response": login, "message": error.message},
        status=status.HTTP_401_UNAUTHORIZED,
        headers={"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"},
    )


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
                code=credentials.get("code") or "",
                client=build_client_info(request),
            )
        except CodeRequired as error:
            return build_failed_login(error, error.factor)
        except Unauthenticated as error:
            return build_failed_login(error)
        return build_login_response(request, issued)

    @operation(
        "loginAtRoot",
        request=LoginInput,
        response=LOGGED_IN,
        error_responses={401: NOT_LOGGED_IN},
        summary="The same, at its other documented address",
    )
    def login_at_root(self, request: Request) -> Response:
        return self.login(request)


# Pictures are cached for a week; on a shared tablet, the next person must not find those of the last.
FORGET_PICTURES = {"Clear-Site-Data": '"cache"'}


class LogoutViewSet(StateChangingGets):
    """`GET|POST /users/logout.json`"""

    @operation("logout", response=LOGGED_OUT, summary="Log out")
    def logout(self, request: Request) -> Response:
        sessions.log_out(token=get_session_token(request))
        return Response({"logout": True}, headers=FORGET_PICTURES)

    @operation("logoutByGet", response=LOGGED_OUT, summary="The same, as old clients call it")
    def logout_by_get(self, request: Request) -> Response:
        return self.logout(request)


class LateLogoutViewSet(ApiViewSet):
    """`POST /users/end_session.json`: for a device that had no connection when the person logged out, and has kept
    nothing with which anybody could read as them."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation("endSession", request=EndSessionInput, response=DONE, summary="Log out later, without the token")
    def end(self, request: Request) -> Response:
        sessions.end_session(digest=self.validate_body(request, EndSessionInput)["digest"])
        return Response({"result": True}, headers=FORGET_PICTURES)
