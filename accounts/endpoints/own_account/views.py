"""The caller's own account (docs/api.md, section 12)."""

import uuid

from django.utils.translation import gettext_lazy
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import get_session_token
from accounts.endpoints.own_account import reads
from accounts.endpoints.own_account.inputs import EDITED, REQUESTED, OwnAccountInput, OwnEmailInput, OwnPasswordInput
from accounts.endpoints.own_account.serializers import LoginRowOutput, LoginsOutput, OutcomeOutput, SessionRowOutput
from accounts.endpoints.reads import list_logins, read_own_account
from accounts.endpoints.serializers import UserViewOutput
from accounts.models import User
from accounts.own_account import addresses, profile, sessions
from accounts.sign_in.credentials import change_own_password, reject_api_key
from api.callers import get_caller
from api.errors import rename_fields
from api.openapi.schema import DONE, operation
from api.outputs.serializers import to_rows
from api.views import ApiViewSet

SESSIONS_ENDED = gettext_lazy("Your password is changed. Every other session has ended.")
LINK_SENT = gettext_lazy(
    "A mail with a link is on its way to the new address, which counts once you have opened the link."
)


class OwnAccountViewSet(ApiViewSet):
    """`POST /users/edit.json`, `/users/password.json`, `/users/email.json`"""

    @operation("editOwnUser", request=OwnAccountInput, response=UserViewOutput, summary="Change what is known about me")
    def edit(self, request: Request) -> Response:
        fields, user = self.validate_body(request, OwnAccountInput), get_caller(request)
        factor, password = fields.pop("two_factor", None), fields.pop("password", None)
        with rename_fields(EDITED):
            profile.edit_profile(
                user=user, fields=fields, factor=User.TwoFactor(factor) if factor else None, password=password or None
            )
        return Response(UserViewOutput(read_own_account(user.pk)).data)

    @operation("changeOwnPassword", request=OwnPasswordInput, response=OutcomeOutput, summary="Change the password")
    def change_password(self, request: Request) -> Response:
        reject_api_key()
        fields = self.validate_body(request, OwnPasswordInput)
        change_own_password(
            user=get_caller(request),
            old=fields["password"],
            new=fields["newpassword"],
            kept=get_session_token(request),
        )
        return Response({"result": True, "message": SESSIONS_ENDED})

    @operation("changeOwnEmail", request=OwnEmailInput, response=OutcomeOutput, summary="Change the e-mail address")
    def change_email(self, request: Request) -> Response:
        fields = self.validate_body(request, OwnEmailInput)
        with rename_fields(REQUESTED):
            addresses.request_address(user=get_caller(request), email=fields["new_email"], password=fields["password"])
        return Response({"result": True, "message": LINK_SENT})


class SessionViewSet(ApiViewSet):
    """`GET /users/logins.json`, `POST /users/closesession/{sessionId}.json`"""

    @operation("listLogins", response=LoginsOutput, summary="The last logins, and the sessions that are open")
    def list(self, request: Request) -> Response:
        user, token = get_caller(request), get_session_token(request)
        return Response(
            {
                "logins": to_rows(LoginRowOutput, list_logins(user, user)),
                "sessions": to_rows(SessionRowOutput, reads.list_sessions(user)),
                "currentSession": None if token.is_api_key else str(token.pk),
            }
        )

    @operation("closeSession", response=DONE, summary="End a session of mine")
    def close(self, request: Request, session_id: uuid.UUID) -> Response:
        sessions.close_session(user=get_caller(request), session_id=session_id)
        return Response({"result": True})
