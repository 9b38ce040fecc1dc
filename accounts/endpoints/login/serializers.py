"""The login on the wire (docs/api.md, sections 2 and 12)."""

from typing import Any

from rest_framework import serializers

from accounts.models import User
from accounts.passwords import PASSWORD_MAX_LENGTH
from api.input_fields import PasswordField, TextField
from api.outputs.serializers import Output

CODE_MAX_LENGTH = 50  # of a recovery code with spaces between all of its characters, and more


class LoginInput(serializers.Serializer[Any]):
    email = TextField(max_length=254)
    password = PasswordField(max_length=PASSWORD_MAX_LENGTH)
    code = TextField(max_length=CODE_MAX_LENGTH, required=False, allow_null=True, allow_blank=True)


class EndSessionInput(serializers.Serializer[Any]):
    """`digest`: the SHA-256 of the token as 64 hexadecimal digits."""

    digest = TextField(max_length=64)


class LoginOutput(Output[Any]):
    """`response` of a login that succeeded; `message` is null."""

    result = serializers.BooleanField()
    message = serializers.CharField(allow_null=True)
    token = serializers.CharField()
    user_id = serializers.IntegerField()
    api = serializers.BooleanField()
    active = serializers.BooleanField()
    url = serializers.CharField()
    two_factor = serializers.ChoiceField(choices=User.TwoFactor.choices)
    confirmed = serializers.BooleanField()


class RefusedLoginOutput(LoginOutput):
    """`response` of a login that failed: the same keys; `message` says why, and those of a session are null."""

    token = serializers.CharField(allow_null=True)
    user_id = serializers.IntegerField(allow_null=True)
    url = serializers.CharField(allow_null=True)
