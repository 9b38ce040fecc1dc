"""People on the wire (docs/api.md, section 2)."""

from datetime import timedelta

from rest_framework import serializers

from accounts.models import Company, User
from api import output_fields
from api.outputs.serializers import Output
from core.units import SECONDS_PER_MINUTE


class UserDetailOutput(Output[User]):
    """`{id, name, surname, photo?}`"""

    id = output_fields.Id()
    name = serializers.CharField()
    surname = serializers.CharField()
    photo = output_fields.FileAddress()


# What `PersonOutput` reads, for `core.database.columns`.
PERSON_COLUMNS = ("name", "surname", "photo")


class PersonOutput(Output[User]):
    """A person: `{id, UserDetail}`."""

    id = output_fields.Id()
    UserDetail = UserDetailOutput(source="*")


class ContactOutput(PersonOutput):
    """A person with the e-mail address."""

    email = serializers.EmailField()


class OwnAccountOutput(Output[User]):
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


class UserGroupOutput(Output[User]):
    id = output_fields.Id(source="group")
    name = serializers.CharField(source="role_name")


class CompanyOutput(Output[Company]):
    id = output_fields.Id()
    name = serializers.CharField()


class SchoolOutput(CompanyOutput):
    """`GET /users/company.json`: what decides how a client shows times and which of its forms are open."""

    timezone_id = serializers.CharField()
    logo = output_fields.FileAddress()
    accent_color = output_fields.Optional()
    names_editable = serializers.BooleanField(source="people_edit_names")
    second_factor_from = output_fields.Day(source="two_factor_required_from", allow_null=True)
    class_opens_before = serializers.SerializerMethodField()
    class_closes_after = serializers.SerializerMethodField()

    def get_class_opens_before(self, company: Company) -> int:
        return count_minutes(company.class_opening_lead)

    def get_class_closes_after(self, company: Company) -> int:
        return count_minutes(company.class_recording_period)


def count_minutes(period: timedelta) -> int:
    return int(period.total_seconds()) // SECONDS_PER_MINUTE


class UserViewOutput(Output[User]):
    """`GET /users/view.json`"""

    User = OwnAccountOutput(source="*")
    UserDetail = OwnDetailOutput(source="*")
    UserGroup = UserGroupOutput(source="*")
    Company = CompanyOutput(source="company")
