"""The own account on the wire (docs/api.md, section 12)."""

from typing import Any

from rest_framework import serializers

from accounts.endpoints.own_account.reads import OpenSession
from accounts.models import Login, User
from accounts.sign_in.user_agents import describe_user_agent
from api import output_fields
from api.outputs.serializers import Output


class OutcomeOutput(Output[Any]):
    """`{result, message}`"""

    result = serializers.BooleanField()
    message = serializers.CharField()


class RecipientOutput(Output[User]):
    name = serializers.CharField(source="__str__")


class NewPasswordOutput(Output[Any]):
    """Whose password a link sets."""

    result = serializers.BooleanField()
    user = RecipientOutput()


class LoginFieldsOutput(Output[Login]):
    id = output_fields.Id()
    browser = serializers.SerializerMethodField()
    ip = serializers.CharField(source="ip_address")
    modified = output_fields.Moment(source="at")
    city = serializers.SerializerMethodField()
    country = serializers.SerializerMethodField()
    provider = output_fields.Optional()

    def get_browser(self, login: Login) -> str:
        return describe_user_agent(login.user_agent)

    def get_city(self, login: Login) -> str | None:
        """Not known: the server asks nobody where an address is."""
        return None

    get_country = get_city


class LoginRowOutput(Output[Login]):
    UserLogin = LoginFieldsOutput(source="*")


class SessionFieldsOutput(Output[OpenSession]):
    id = output_fields.Id()
    api = serializers.BooleanField()
    device = serializers.CharField()
    ip = serializers.CharField()
    expires = output_fields.Moment()
    modified = output_fields.Moment()


class SessionRowOutput(Output[OpenSession]):
    UserSession = SessionFieldsOutput(source="*")


class LoginsOutput(Output[Any]):
    """`GET /users/logins.json`"""

    logins = serializers.ListField(child=LoginRowOutput())
    sessions = serializers.ListField(child=SessionRowOutput())
    currentSession = serializers.CharField(allow_null=True)
