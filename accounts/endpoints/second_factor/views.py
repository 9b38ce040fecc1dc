"""Setting up an authenticator app and turning it off (docs/api.md, section 12)."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints.second_factor.serializers import (
    PasswordInput,
    RecoveryCodesOutput,
    TotpConfirmInput,
    TotpDisabledOutput,
    TotpSetupOutput,
)
from accounts.sign_in.second_factor import changing
from api.callers import get_caller
from api.openapi.schema import operation
from api.views import ApiViewSet


class SecondFactorViewSet(ApiViewSet):
    """`POST /users/totp.json`, `totp_confirm.json`, `totp_disable.json` and `recovery_codes.json`"""

    @operation("startTotp", request=PasswordInput, response=TotpSetupOutput, summary="Begin to set up an app")
    def start(self, request: Request) -> Response:
        setup = changing.start_totp(user=get_caller(request), **self.validate_body(request, PasswordInput))
        return build_secret_response(setup._asdict())

    @operation(
        "confirmTotp", request=TotpConfirmInput, response=RecoveryCodesOutput, summary="Turn the app on by its code"
    )
    def confirm(self, request: Request) -> Response:
        codes = changing.confirm_totp(user=get_caller(request), **self.validate_body(request, TotpConfirmInput))
        return build_secret_response({"result": True, "recovery_codes": codes})

    @operation("disableTotp", request=PasswordInput, response=TotpDisabledOutput, summary="Turn the app off")
    def disable(self, request: Request) -> Response:
        factor = changing.disable_totp(user=get_caller(request), **self.validate_body(request, PasswordInput))
        return Response({"result": True, "two_factor": factor})

    @operation(
        "renewRecoveryCodes", request=PasswordInput, response=RecoveryCodesOutput, summary="Get new recovery codes"
    )
    def renew(self, request: Request) -> Response:
        codes = changing.renew_recovery_codes(user=get_caller(request), **self.validate_body(request, PasswordInput))
        return build_secret_response({"result": True, "recovery_codes": codes})


def build_secret_response(body: dict[str, Any]) -> Response:
    """A response with secrets that are shown once: `no-store` also keeps it from being stored for retries."""
    return Response(body, headers={"Cache-Control": "no-store"})
