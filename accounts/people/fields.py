"""The fields of a person: how they are stored, and what they may hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import countries_and_zones
from accounts.models import Company, User
from core.exceptions import FieldErrors, InvalidInput
from core.text.cleaning import clean_email, clean_line

BORN_IN_THE_FUTURE = gettext_lazy("The date of birth cannot be in the future.")


def clean_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a user, by field, in the spelling in which they are stored."""
    return {name: clean_field(name, value) for name, value in values.items()}


def clean_field(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name == "address":  # the only one of several lines
        return clean_line(value).strip()
    text = clean_email(value) if name == "email" else " ".join(clean_line(value).split())
    if name == "country_id":
        return text.upper()
    return (countries_and_zones.find_timezone(text) or text) if name == "timezone_id" else text


def check_fields(user: User) -> None:
    """Raises InvalidInput, naming each field, unless the fields of a new or changed user are valid."""
    errors: FieldErrors = {}
    try:
        user.clean_fields(exclude=["company", "password", "supervisor", "base", "photo"])
    except ValidationError as error:
        errors.update(error.message_dict)
    if user.timezone_id and user.timezone_id not in countries_and_zones.list_timezones():
        errors["timezone_id"] = [_("%(zone)s is not an IANA time zone.") % {"zone": repr(user.timezone_id)}]
    if user.country_id and user.country_id not in countries_and_zones.list_countries():
        errors["country_id"] = [_("%(country)s is not a country of ISO 3166.") % {"country": repr(user.country_id)}]
    if is_born_in_the_future(user.date_of_birth, user.company):
        errors["date_of_birth"] = [str(BORN_IN_THE_FUTURE)]
    if errors:
        raise InvalidInput(errors=errors)


def is_born_in_the_future(day: date | None, company: Company) -> bool:
    return day is not None and day > company.local_date(timezone.now())


def check_relations(values: Mapping[str, Any], by: User) -> None:
    """Raises InvalidInput unless the supervisor and the base among the values are of the school, and the supervisor is
    staff."""
    errors: FieldErrors = {}
    supervisor_id, base_id = values.get("supervisor_id"), values.get("base_id")
    if supervisor_id and not User.objects.visible_to(by).staff().filter(pk=supervisor_id).exists():
        errors["supervisor_id"] = [_("There is no instructor with this id.")]
    # The model is on a higher floor; the foreign key knows it.
    locations: Any = User._meta.get_field("base").related_model
    if base_id and not locations.objects.visible_to(by).filter(pk=base_id).exists():
        errors["base_id"] = [_("There is no location with this id.")]
    if errors:
        raise InvalidInput(errors=errors)


def build_address_error(emails: Sequence[str], company: Company) -> InvalidInput | None:
    """The error for the first of these addresses that is in use anywhere on the server, where it is the login name.

    Only of a deleted person of the own school is it said whose it is.
    """
    user: User | None = User.objects.filter(email__in=emails).order_by("email").first()
    if user is None:
        return None
    text = build_used_text(user.email)
    if user.deleted_at is not None and user.company_id == company.pk:
        text = build_deleted_text(user.email)
    return InvalidInput(text, errors={"email": [text]})


def build_used_text(email: str) -> str:
    return _("The e-mail address %(email)s is already in use.") % {"email": email}


def build_deleted_text(email: str) -> str:
    text = _(
        "A deleted person of your school has the e-mail address %(email)s. A manager can restore this person in the "
        "admin: Users, filter “Deleted”."
    )
    return text % {"email": email}
