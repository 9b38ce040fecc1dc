"""The second factor on the wire (docs/api.md, section 12)."""

from typing import Any

from rest_framework import serializers

from accounts.endpoints.login.serializers import CODE_MAX_LENGTH
from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH
from api.input_fields import PasswordField, TextField
from api.outputs.serializers import Output


class PasswordInput(serializers.Serializer[Any]):
    password = PasswordField(max_length=PASSWORD_MAX_LENGTH)


class TotpConfirmInput(serializers.Serializer[Any]):
    code = TextField(max_length=CODE_MAX_LENGTH)


class TotpSetupOutput(Output[Any]):
    """What an authenticator app needs: the secret, and the same as the URL of a QR code."""

    secret = serializers.CharField()
    otpauth_url = serializers.CharField()


class RecoveryCodesOutput(Output[Any]):
    result = serializers.BooleanField()
    recovery_codes = serializers.ListField(child=serializers.CharField())


class TotpDisabledOutput(Output[Any]):
    result = serializers.BooleanField()
    two_factor = serializers.ChoiceField(choices=User.TwoFactor.choices)
