"""People who join a school, their roles, and passwords that managers give them."""

import secrets
from collections.abc import Iterable, Sequence

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

# Rows per INSERT: PostgreSQL binds at most 65,535 values in a statement, and a user has about thirty columns.
BATCH_SIZE = 1000

ROLE_NAMES: dict[str, Role] = {role.label.lower().replace(" ", "-"): role for role in Role}
ROLE_NAMES["manager"] = Role.TRAINING_MANAGER


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
    """Creates a user of the school from unchecked values; without a password, the user cannot log in until one is set.

    Raises InvalidInput for what the admin's form rejects (an invalid address, a weak password, an unknown role, country
    or time zone); Conflict and Forbidden as `create_users` does.
    """
    user = User(company=company, group=group)
    user.email, user.name, user.surname = clean_email(email), clean_line(name).strip(), clean_line(surname).strip()
    user.country_id, user.timezone_id = country_id, countries_and_zones.find_timezone(timezone_id) or timezone_id
    check_fields(user)
    if password is not None:
        reject_weak_password(password, user)
        user.set_password(password)
    create_users([user], company=company, by=by)
    return user


def create_users(users: Sequence[User], *, company: Company, by: User | None) -> None:
    """Stores new users of one school, all or none, and records `user.created` for each.

    Every user comes from here: the command and the admin page with one, an import with many. The fields are valid and
    passwords are set already; a user without a password cannot log in until one is set. `by` None is the operator, who
    may grant every role. Raises Forbidden for a role higher than the actor's, and Conflict for an e-mail address that
    is in use anywhere on the server, because it is the login name.
    """
    for user in users:
        check_role_grant(user.group, by)
        if not user.password:
            user.set_password(None)
    try:
        # In a savepoint, so that the caller's transaction can go on to say which address is in use.
        with transaction.atomic():
            User.objects.bulk_create(users, batch_size=BATCH_SIZE)
            drafts = [EventDraft("user.created", user, {"group": user.group}) for user in users]
            record_events(*drafts, company_id=company.pk, by=by)
    except IntegrityError as error:
        email = find_used_email([user.email for user in users])
        if email is None:
            raise
        raise Conflict(f"The e-mail address {email} is already in use.") from error


def find_used_email(emails: Sequence[str]) -> str | None:
    user = User.objects.filter(email__in=emails).order_by("email").first()
    return user.email if user else None


def check_fields(user: User) -> None:
    """Raises InvalidInput unless the fields of a new user are valid."""
    try:
        user.clean_fields(exclude=["company", "password"])
    except ValidationError as error:
        raise InvalidInput(errors=error.message_dict) from error
    if user.timezone_id and user.timezone_id not in countries_and_zones.list_timezones():
        raise InvalidInput.for_field("timezone_id", f"{user.timezone_id!r} is not an IANA time zone.")
    if user.country_id and user.country_id not in countries_and_zones.list_countries():
        raise InvalidInput.for_field("country_id", f"{user.country_id!r} is not a country of ISO 3166.")


def check_role_grant(group: int, by: User | None) -> None:
    """Raises Forbidden for a role higher than the actor's own (accounts/roles.py); the operator may grant all."""
    if by is not None and group < by.group:
        raise Forbidden("You cannot grant or remove a role higher than your own.")


def renew_passwords(*, people: Iterable[User], by: User) -> list[tuple[User, str]]:
    """Sets a new random password for each user and returns the passwords, which are stored nowhere in clear text.

    The old passwords stop working, and sessions are ended. Raises Forbidden when one of the users has a higher role
    than the actor, or is the actor, who would be logged out before reading the list.
    """
    passwords = {user.pk: generate_password() for user in people}
    # Hashed before any row is locked: a hundred hashes take seconds, and logins would wait for the locks.
    hashed = {pk: hash_password(password) for pk, password in passwords.items()}
    with transaction.atomic():
        reachable = User.objects.in_reach_of(by).exclude(pk=by.pk).filter(pk__in=passwords)
        # Locked in one order, so that two managers with overlapping lists cannot deadlock; `no_key`, because rows that
        # only refer to a user (sessions, events) may be inserted meanwhile. Roles cannot change until the commit.
        if len(reachable.select_for_update(no_key=True).order_by("pk")) < len(passwords):
            raise Forbidden("You cannot renew your own password here, or those of users with a higher role.")
        users = store_passwords(hashed, by=by)
    return [(user, passwords[user.pk]) for user in users]


def generate_password() -> str:
    """A random password of 20 letters and digits (about 100 bits), in groups that can be read out.

    Without l, o, 0 and 1, which people confuse.
    """
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def parse_role(text: str) -> Role:
    """The role named `manager`, `student`, `chief-instructor`… or by its number; raises ValueError."""
    return ROLE_NAMES[text.lower()] if text.lower() in ROLE_NAMES else Role(int(text))


def change_role(*, user: User, group: int, by: User) -> None:
    """Gives a stored user another role. Raises Forbidden when the role before or after is higher than the actor's."""
    with transaction.atomic():
        # The stored role counts, and it is locked: the one in memory may be out of date.
        before = User.objects.select_for_update(no_key=True).get(pk=user.pk).group
        check_role_grant(min(before, group), by)
        if before != group:
            User.objects.filter(pk=user.pk).update(group=group)
            draft = EventDraft("role.changed", user, {"from": before, "to": group})
            record_events(draft, company_id=user.company_id, by=by)
