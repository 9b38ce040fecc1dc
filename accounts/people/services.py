"""People who join a school, their roles, and passwords that managers give them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Company, User
from accounts.passwords import generate_readable_secret, hash_password, reject_weak_password
from accounts.people.fields import build_address_error, check_fields, check_relations, clean_fields
from accounts.people.invitations import is_invitable, mark_invited, send_invitations
from accounts.people.reach import check_role_grant, lock_people
from accounts.roles import Role
from accounts.sign_in.credentials import store_passwords
from core.exceptions import Forbidden
from records.services import EventDraft, record_events

OWN_ROLE = gettext_lazy("You cannot change your own role.")
# Rows per INSERT: PostgreSQL binds at most 65,535 values in a statement, and a user has about thirty columns.
BATCH_SIZE = 1000

ROLE_NAMES: dict[str, Role] = {role.english.lower().replace(" ", "-"): role for role in Role}
ROLE_NAMES["manager"] = Role.TRAINING_MANAGER


def create_user(
    *,
    company: Company,
    email: str,
    name: str,
    surname: str,
    group: int,
    password: str | None = None,
    by: User | None = None,
    is_invited: bool = False,
    **details: Any,
) -> User:
    """Creates a user of the school from unchecked values; without a password, the user cannot log in until one is set.

    `details` are values of other fields. Raises InvalidInput for what the admin's form rejects (an invalid address, a
    weak password, an unknown role, country or time zone), and what `create_users` raises.
    """
    values = {"email": email, "name": name, "surname": surname, "group": group, "language": company.language, **details}
    user = User(company=company, **clean_fields(values))
    if by is not None:
        check_relations(details, by)
    check_fields(user)
    if password is not None:
        reject_weak_password(password, user)
        user.set_password(password)
    create_users([user], company=company, by=by, is_invited=is_invited)
    return user


def create_users(users: Sequence[User], *, company: Company, by: User | None, is_invited: bool = False) -> None:
    """Stores new users of one school, all or none, and records `user.created` for each.

    Every user comes from here: the command and the admin page with one, an import with many. The fields are valid and
    passwords are set already; a user without a password cannot log in until one is set. `is_invited`: those without a
    password get an invitation, if the server sends mail. `by` None is the operator, who may grant every role. Raises
    Forbidden for a role higher than the actor's, and InvalidInput for an e-mail address that is in use anywhere on the
    server, because it is the login name.
    """
    for user in users:
        check_role_grant(user.group, by)
        if not user.password:
            user.set_password(None)
    try:
        # In a savepoint, so that the caller's transaction can go on to say which address is in use.
        with transaction.atomic():
            invited = mark_invited(filter(is_invitable, users)) if is_invited and settings.MAIL_ENABLED else []
            User.objects.bulk_create(users, batch_size=BATCH_SIZE)
            drafts = [EventDraft("user.created", user, {"group": user.group}) for user in users]
            record_events(*drafts, *send_invitations(invited, by), company_id=company.pk, by=by)
    except IntegrityError as error:
        clash = build_address_error([user.email for user in users], company)
        if clash is None:
            raise
        raise clash from error


def renew_passwords(*, people: Iterable[User], by: User) -> list[tuple[User, str]]:
    """Sets a new random password for each user and returns the passwords, which are stored nowhere in clear text.

    The old passwords stop working, and sessions are ended. Raises what `lock_people` raises, and Forbidden when one of
    the users is the actor, who would be logged out before reading the list.
    """
    passwords = {user.pk: generate_password() for user in people}
    # Hashed before any row is locked: a hundred hashes take seconds, and logins would wait for the locks.
    hashed = {pk: hash_password(password) for pk, password in passwords.items()}
    with transaction.atomic():
        lock_people(passwords, by)
        if by.pk in passwords:
            raise Forbidden(_("You cannot renew your own password here."))
        users = store_passwords(hashed, by=by)
    return [(user, passwords[user.pk]) for user in users]


def generate_password() -> str:
    """A random password of 20 letters and digits (100 bits), in groups that can be read out."""
    return generate_readable_secret(groups=4, length=5)


def parse_role(text: str) -> Role:
    """The role named `manager`, `student`, `chief-instructor`… or by its number; raises ValueError."""
    return ROLE_NAMES[text.lower()] if text.lower() in ROLE_NAMES else Role(int(text))


def set_role(row: User, group: int, by: User) -> list[EventDraft]:
    """Sets the role of a locked person, without storing it, and returns the event, if the role is another one.

    Raises Forbidden for a role higher than the actor's, and for the actor's own role.
    """
    if row.group == group:
        return []
    if row.pk == by.pk:
        raise Forbidden(OWN_ROLE, errors={"group": [OWN_ROLE]})
    check_role_grant(group, by)
    before, row.group = row.group, group
    return [EventDraft("role.changed", row, {"from": before, "to": group})]
