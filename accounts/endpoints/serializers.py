"""People and messages on the wire (docs/api.md, section 2)."""

from typing import Any

from rest_framework import serializers

from accounts.models import Company, Notification, User
from accounts.passwords import PASSWORD_MAX_LENGTH
from api import output_fields
from api.input_fields import ObjectIdField, PasswordField, TextField

# --- input


class LoginInput(serializers.Serializer[Any]):
    email = TextField(max_length=254)
    password = PasswordField(max_length=PASSWORD_MAX_LENGTH)
    code = TextField(max_length=50, required=False, allow_null=True, allow_blank=True)


class NotificationReadInput(serializers.Serializer[Any]):
    id = ObjectIdField()


# --- output


class UserDetailOutput(serializers.Serializer[User]):
    """`{id, name, surname, photo?}`"""

    id = output_fields.Id()
    name = serializers.CharField()
    surname = serializers.CharField()
    photo = serializers.SerializerMethodField()

    def get_photo(self, user: User) -> str | None:
        return user.photo.url if user.photo else None


class PersonOutput(serializers.Serializer[User]):
    """A person: `{id, UserDetail}`."""

    id = output_fields.Id()
    UserDetail = UserDetailOutput(source="*")


class ContactOutput(PersonOutput):
    """A person with the e-mail address."""

    email = serializers.EmailField()


class LoginOutput(serializers.Serializer[Any]):
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


class OwnAccountOutput(serializers.Serializer[User]):
    id = output_fields.Id()
    email = serializers.EmailField()
    active = serializers.BooleanField(source="is_active")
    user_group_id = output_fields.Id(source="group")
    api = serializers.BooleanField(source="has_api_key")
    language = serializers.CharField()
    created = output_fields.Moment(source="created_at")
    expiration = output_fields.Day(source="expires_on", allow_null=True)
    pilot = serializers.BooleanField(source="is_pilot")
    supervisor_id = output_fields.Id(allow_null=True)
    base_id = output_fields.Id(allow_null=True)
    two_factor = serializers.ChoiceField(choices=User.TwoFactor.choices)
    newsletter = serializers.BooleanField(source="wants_newsletter")
    alerts = serializers.BooleanField(source="wants_alerts")
    message_alerts = serializers.BooleanField(source="wants_message_alerts")


class OwnDetailOutput(UserDetailOutput):
    phone = output_fields.Optional()
    timezone_id = output_fields.Optional()
    country_id = output_fields.Optional()
    address = serializers.CharField()
    pc = serializers.CharField(source="postcode")
    city = serializers.CharField()
    dob = output_fields.Day(source="date_of_birth", allow_null=True)
    companyid = serializers.CharField(source="personnel_number")
    color = output_fields.Optional()
    modified = output_fields.Moment(source="modified_at")


class UserGroupOutput(serializers.Serializer[User]):
    id = output_fields.Id(source="group")
    name = serializers.CharField(source="get_group_display")


class CompanyOutput(serializers.Serializer[Company]):
    id = output_fields.Id()
    name = serializers.CharField()


class UserViewOutput(serializers.Serializer[User]):
    """`GET /users/view.json`"""

    User = OwnAccountOutput(source="*")
    UserDetail = OwnDetailOutput(source="*")
    UserGroup = UserGroupOutput(source="*")
    Company = CompanyOutput(source="company")


class MessageOutput(serializers.Serializer[Notification]):
    id = output_fields.Id()
    subject = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField()
    created = output_fields.Moment(source="created_at")


class SenderOutput(serializers.Serializer[User]):
    id = output_fields.Id()
    name = serializers.CharField(source="__str__")
    email = serializers.EmailField()
    pic = serializers.SerializerMethodField()

    def get_pic(self, user: User) -> str | None:
        return user.photo.url if user.photo else None


class NotificationOutput(serializers.Serializer[Notification]):
    Message = MessageOutput(source="*")
    Sender = SenderOutput(source="sender", allow_null=True)
