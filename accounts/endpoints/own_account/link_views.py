"""What people without a token do by a link in a mail (docs/api.md, section 12)."""

from django.utils.translation import gettext_lazy
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints.own_account.inputs import NewPasswordInput, RecoverPasswordInput
from accounts.endpoints.own_account.serializers import NewPasswordOutput, OutcomeOutput
from accounts.own_account import addresses, recovery
from accounts.sign_in.clients import build_client_info
from accounts.sign_in.devices import remember_device
from api.openapi.schema import operation
from api.safe_gets import StateChangingGets
from api.views import ApiViewSet
from core.exceptions import NotFound

RECOVERY_REQUESTED = gettext_lazy(
    "If there is an account with this address, a mail with a link is on its way to it. The link works for one hour."
)
DONE_BY_LINK = gettext_lazy("The password is set. Every session of the account has ended: please log in.")
CONFIRMED = gettext_lazy("The e-mail address is confirmed.")
NOT_CONFIRMED = gettext_lazy("This link does not work any more. Please request another one.")
# The path of a link is a secret.
NO_STORE = {"Cache-Control": "no-store"}


class RecoveryViewSet(ApiViewSet):
    """`POST /users/password_recover.json`, `GET|POST /users/new_password/{userId}/{secretCode}.json`"""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation("recoverPassword", request=RecoverPasswordInput, response=OutcomeOutput, summary="Request a link")
    def recover(self, request: Request) -> Response:
        email = self.validate_body(request, RecoverPasswordInput)["email"]
        recovery.request_recovery(email=email, client=build_client_info(request))
        return Response({"result": True, "message": RECOVERY_REQUESTED})

    @operation("viewNewPassword", response=NewPasswordOutput, summary="Whose password this link sets")
    def view_link(self, request: Request, user_id: int, code: str) -> Response:
        user = recovery.find_recipient(user_id=user_id, code=code, client=build_client_info(request))
        return Response(NewPasswordOutput({"result": True, "user": user}).data, headers=NO_STORE)

    @operation("setNewPassword", request=NewPasswordInput, response=OutcomeOutput, summary="Set it")
    def set_password(self, request: Request, user_id: int, code: str) -> Response:
        password = self.validate_body(request, NewPasswordInput)["password"]
        user = recovery.set_forgotten_password(
            user_id=user_id, code=code, password=password, client=build_client_info(request)
        )
        response = Response({"result": True, "message": DONE_BY_LINK}, headers=NO_STORE)
        # As after a login: strangers who guess must not keep the owner from the login that comes next.
        remember_device(response, request, user.pk)
        return response


class ConfirmationViewSet(StateChangingGets):
    """`GET /users/confirmation/{userId}/{code}/email.json`"""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @operation("confirmEmail", response=OutcomeOutput, summary="Confirm an e-mail address")
    def confirm(self, request: Request, user_id: int, code: str) -> Response:
        try:
            addresses.confirm_address(user_id=user_id, code=code, client=build_client_info(request))
        except NotFound as error:
            raise NotFound(NOT_CONFIRMED) from error
        return Response({"result": True, "message": CONFIRMED})
