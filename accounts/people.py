"""People who join a school."""

import secrets
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts import countries_and_zones
from accounts.models import Company, User
from accounts.passwords import hash_password, reject_weak_password
from accounts.roles import Role
from accounts.sign_in.credentials import store_passwords
from core.exceptions import Conflict, Forbidden, InvalidInput
from core.text.cleaning import clean_email, clean_line
from records.services import EventDraft, record_events


def create_user(
    *,
    company: Company,
    email: str,
    name: str,
    surname: str,
    group: int,
    password: str | None,
    timezone_id: str = "",
    country_id: str = "",
    by: User | None = None,
) -> User:
    """A new person of the school; without a password they cannot log in until somebody gives them one.

    Refuses with InvalidInput what the admin's form refuses (a bad address, a weak password, no such role, country or
    zone), with Conflict an address that somebody on the server has, with Forbidden a role above the actor's own.
    """
    user = User(company=company, group=group)
    user.email, user.name, user.surname = clean_email(email), clean_line(name).strip(), clean_line(surname).strip()
    user.country_id, user.timezone_id = country_id, countries_and_zones.find_timezone(timezone_id) or timezone_id
    if by is not None and group < by.group:
        raise Forbidden("Nobody grants or takes a role above the own one.")
    check_fields(user)
    if password is not None:
        reject_weak_password(password, user)
    user.password = hash_password(password)
    if User.objects.filter(email=user.email).exists():
        raise build_address_conflict(user.email)
    try:
        with transaction.atomic():
            user.save()
            record_events(EventDraft("user.created", user, {"group": user.group}), company_id=company.pk, by=by)
    except IntegrityError as error:
        raise build_address_conflict(user.email) from error
    return user


def check_fields(user: User) -> None:
    try:
        user.clean_fields(exclude=["company", "password"])
    except ValidationError as error:
        raise InvalidInput(errors=error.message_dict) from error
    if user.timezone_id and user.timezone_id not in countries_and_zones.list_timezones():
        raise InvalidInput.for_field("timezone_id", f"{user.timezone_id!r} is not a zone of the IANA list.")
    if user.country_id and user.country_id not in countries_and_zones.list_countries():
        raise InvalidInput.for_field("country_id", f"{user.country_id!r} is not a country of ISO 3166.")


def build_address_conflict(email: str) -> Conflict:
    return Conflict(f"Somebody has the e-mail address {email} already.")


def renew_passwords(*, people: Iterable[User], by: User) -> list[tuple[User, str]]:
    """Gives each of the people a fresh password, and returns it: it exists only now.

    Their old ones stop working, and whoever is logged in is logged out. Refuses with Forbidden when one of them is not
    in the actor's reach, or is the actor, who would be logged out with the list unread.
    """
    fresh = {user.pk: generate_password() for user in people}
    # Before anything is locked: a hundred of them take their time.
    hashed = {pk: hash_password(password) for pk, password in fresh.items()}
    with transaction.atomic():
        mine = User.objects.in_reach_of(by).exclude(pk=by.pk).filter(pk__in=fresh)
        if len(mine.select_for_update(no_key=True).order_by("pk")) < len(fresh):
            raise Forbidden("Nobody renews the password of people above, or the own one, like this.")
        users = store_passwords(hashed, by=by)
    return [(user, fresh[user.pk]) for user in users]


def generate_password() -> str:
    """A password nobody can guess, of 20 letters and digits in groups that can be read out."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


ROLE_NAMES: dict[str, Role] = {role.label.lower().replace(" ", "-"): role for role in Role}
ROLE_NAMES["manager"] = Role.TRAINING_MANAGER


def parse_role(text: str) -> Role:
    """`manager`, `student`, `chief-instructor`… or the number; raises ValueError."""
    return ROLE_NAMES[text.lower()] if text.lower() in ROLE_NAMES else Role(int(text))


def change_role(*, user: User, group: int, by: User) -> None:
    """Gives a stored user another role. Refuses with Forbidden what is above the actor's own, before or after."""
    with transaction.atomic():
        before = User.objects.select_for_update(no_key=True).get(pk=user.pk).group
        if min(before, group) < by.group:
            raise Forbidden("Nobody grants or takes a role above the own one.")
        if before != group:
            User.objects.filter(pk=user.pk).update(group=group)
            record_events(
                EventDraft("role.changed", user, {"from": before, "to": group}), company_id=user.company_id, by=by
            )
