"""People and messages on the wire (contract section 2)."""

from typing import Any

from rest_framework import serializers

from accounts.models import Company, Notification, User
from accounts.passwords import PASSWORD_MAX_LENGTH
from config.api import wire
from config.api.fields import ObjectIdField, TextField

# --- input


class LoginInput(serializers.Serializer[Any]):
    email = TextField(max_length=254)
    password = TextField(max_length=PASSWORD_MAX_LENGTH, trim_whitespace=False)


class NotificationReadInput(serializers.Serializer[Any]):
    id = ObjectIdField()


# --- output


class UserDetailOutput(serializers.Serializer[User]):
    """`{id, name, surname, photo?}`"""

    id = wire.Id()
    name = serializers.CharField()
    surname = serializers.CharField()
    photo = serializers.SerializerMethodField()

    def get_photo(self, user: User) -> str | None:
        return user.photo.url if user.photo else None


class PersonOutput(serializers.Serializer[User]):
    """*person* of the contract: `{id, UserDetail}`."""

    id = wire.Id()
    UserDetail = UserDetailOutput(source="*")


class ContactOutput(PersonOutput):
    """A person with an address to write to."""

    email = serializers.EmailField()


class LoginOutput(serializers.Serializer[Any]):
    """`response` of a login; without token and user_id when it failed."""

    result = serializers.BooleanField()
    message = serializers.CharField(required=False)
    token = serializers.CharField(required=False)
    user_id = serializers.CharField(required=False)
    api = serializers.BooleanField()
    active = serializers.BooleanField()
    url = serializers.CharField()


class OwnAccountOutput(serializers.Serializer[User]):
    id = wire.Id()
    email = serializers.EmailField()
    active = serializers.BooleanField(source="is_active")
    user_group_id = serializers.IntegerField(source="group")
    api = serializers.BooleanField(source="has_api_key")
    language = serializers.CharField()
    created = wire.Moment(source="created_at")
    expiration = wire.Day(source="expires_on", allow_null=True)


class OwnDetailOutput(UserDetailOutput):
    phone = wire.Optional()
    timezone_id = wire.Optional()
    country_id = wire.Optional()


class UserGroupOutput(serializers.Serializer[User]):
    id = wire.Id(source="group")
    name = serializers.CharField(source="get_group_display")


class CompanyOutput(serializers.Serializer[Company]):
    id = wire.Id()
    name = serializers.CharField()


class UserViewOutput(serializers.Serializer[User]):
    """`GET /users/view.json`"""

    User = OwnAccountOutput(source="*")
    UserDetail = OwnDetailOutput(source="*")
    UserGroup = UserGroupOutput(source="*")
    Company = CompanyOutput(source="company")


class MessageOutput(serializers.Serializer[Notification]):
    id = wire.Id()
    subject = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField()
    created = wire.Moment(source="created_at")


class SenderOutput(serializers.Serializer[User]):
    id = wire.Id()
    name = serializers.CharField(source="__str__")


class NotificationOutput(serializers.Serializer[Notification]):
    Message = MessageOutput(source="*")
    Sender = SenderOutput(source="sender", allow_null=True)
