"""What people do with their accounts: log in and out, hold API keys, get and read messages."""

import hashlib
import secrets
import sys
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import guesses
from accounts.devices import Device
from accounts.guesses import Counter
from accounts.models import Company, Notification, Token, User
from accounts.passwords import hash_password, matches_hash, spend_hash
from config import clock
from config.refusals import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from config.school_time import LATEST_DAY, end_of_day
from config.texts import clean_email
from records.services import Draft, record

PREFIXES = {Token.Kind.SESSION: "dws_", Token.Kind.API_KEY: "dwk_"}


class Issued(NamedTuple):
    """A fresh token and its secret, which exists only now."""

    token: Token
    secret: str


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def log_in(*, email: str, password: str, address: str, device: Device | None = None) -> Issued:
    """A session for the person with this e-mail address and password.

    Raises Unauthenticated for a wrong pair, an unknown, inactive or expired account, all alike and after the same work;
    TooManyAttempts when this account or this network address has guessed too often; Busy when the server has too many
    passwords to check. On a `device` where this person has logged in before, only the guesses of the device count.
    """
    user = authenticated(email=email, password=password, address=address, device=device)
    if user is None:
        raise Unauthenticated("The e-mail address or the password is not right.")
    return open_session(user)


@transaction.atomic
def open_session(user: User) -> Issued:
    """A session of somebody whose password was right. Refused when it was changed, or the account closed, while it was
    being checked: what ends sessions holds the lock of the row and must not miss this one."""
    present = User.objects.select_related("company").select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if present.password != user.password or not present.may_log_in:
        raise Unauthenticated("The e-mail address or the password is not right.")
    return issue(user=user, kind=Token.Kind.SESSION, expires_at=timezone.now() + settings.SESSION_TOKEN_LIFETIME)


def authenticated(*, email: str, password: str, address: str, device: Device | None = None) -> User | None:
    """The person with this pair, or None. Counts the attempt before hashing; raises TooManyAttempts and Busy."""
    email = clean_email(email)
    user = User.objects.select_related("company").filter(email=email).first()
    counters = login_counters(user, email, address, device)
    with guesses.count_attempt(*counters) as stamps:
        right = password_is_right(user, password)
    if user is None or not right or not user.may_log_in:
        note_failure(user, email)
        return None
    guesses.forgive(counters, stamps)
    return user


def login_counters(user: User | None, email: str, address: str, device: Device | None) -> list[Counter]:
    """What an attempt to log in counts under: the device that is known to this person, else address and account.

    Whoever proves in another way to be this person, such as by a second factor, gets a counter of the own here too.
    """
    if user is not None and device is not None and user.pk in device.user_ids:
        key = guesses.key_for("login-device", f"{device.name} {user.pk}")
        return [Counter(key, settings.GUESSES_PER_ACCOUNT)]
    return [
        Counter(guesses.key_for("login-address", address), settings.GUESSES_PER_ADDRESS, is_shared=True),
        Counter(guesses.key_for("login-account", email), settings.GUESSES_PER_ACCOUNT),
    ]


def note_failure(user: User | None, email: str) -> None:
    """A failed login is an event of the school whose account was tried.

    An unknown address has no school; a note of the same weight is written, so that the time taken tells nothing.
    """
    if user is not None:
        record(Draft("login.failed", user), company_id=user.company_id, by=None)
    else:
        guesses.reserve(guesses.key_for("login-nobody", email), sys.maxsize)


def password_is_right(user: User | None, password: str) -> bool:
    """Hashes as often whether or not there is such a user, so that the time taken tells nothing. An outdated hash of a
    right password is replaced."""
    if user is None or not user.has_usable_password():
        spend_hash(password)
        return False
    return matches_hash(password, user.password, upgrade=lambda text: upgrade_hash(user, text))


def upgrade_hash(user: User, password: str) -> None:
    """Replaces the hash that was just checked, unless another login has done so, or somebody has set another password,
    meanwhile."""
    fresh = hash_password(password)
    if not User.objects.filter(pk=user.pk, password=user.password).update(password=fresh):
        fresh = User.objects.values_list("password", flat=True).get(pk=user.pk)
        if not matches_hash(password, fresh):
            return
    user.password = fresh


def issue(
    *,
    user: User,
    kind: Token.Kind,
    expires_at: datetime | None,
    name: str = "",
    by: User | None = None,
) -> Issued:
    secret = PREFIXES[kind] + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user, kind=kind, name=name, digest=digest_of(secret), expires_at=expires_at, created_by=by
    )
    return Issued(token, secret)


def log_out(*, token: Token) -> None:
    """Ends a session. An API key has no session to end: revoking it is a manager's act."""
    if token.is_api_key:
        raise Forbidden("An API key cannot log out. A manager can revoke it.")
    Token.objects.filter(pk=token.pk).update(revoked_at=timezone.now())


def create_api_key(*, user: User, name: str, expires_on: date | None = None, by: User | None = None) -> Issued:
    """An API key for `user`, valid through `expires_on`, a day at the user's school, whoever issues it.

    One live key per name: raises Conflict otherwise. Raises Invalid for a day that is over, or too far away.
    """
    if expires_on:
        check_last_day(expires_on, user.company)
    expires_at = end_of_day(expires_on, user.company.zone) if expires_on else None
    try:
        with transaction.atomic():
            issued = issue(user=user, kind=Token.Kind.API_KEY, expires_at=expires_at, name=name, by=by)
            record(key_event("key.created", issued.token), company_id=user.company_id, by=by)
            return issued
    except IntegrityError as error:
        raise Conflict(
            f"{user.email} already has a key named {name!r}. Revoke it first, or choose another name."
        ) from error


def check_last_day(day: date, school: Company) -> None:
    """Refuses with Invalid a last day of a key on which it would not work, or which is beyond all others."""
    if day > LATEST_DAY:
        raise Invalid.field("expires_on", f"A key expires by {LATEST_DAY} at the latest.")
    if day < school.local_date(timezone.now()):
        raise Invalid.field("expires_on", f"{day} is over. The last day of a key is today or later.")


def revoke_api_key(*, token: Token, by: User | None = None) -> None:
    """The key stops working at once and stays listed. Revoking it again changes nothing."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
            record(key_event("key.revoked", token), company_id=token.user.company_id, by=by)


def key_event(action: str, token: Token) -> Draft:
    return Draft(action, token, {"user": str(token.user_id), "name": token.name})


def change_role(*, user: User, group: int, by: User) -> None:
    """Gives a stored user another role. Refuses with Forbidden what is above the actor's own, before or after."""
    with transaction.atomic():
        before = User.objects.select_for_update(no_key=True).get(pk=user.pk).group
        if min(before, group) < by.group:
            raise Forbidden("Nobody grants or takes a role above the own one.")
        if before != group:
            User.objects.filter(pk=user.pk).update(group=group)
            record(Draft("role.changed", user, {"from": before, "to": group}), company_id=user.company_id, by=by)


def notify(
    *, company: Company, recipients: Iterable[User | int], subject: str, urls: Iterable[str], sender: User | None = None
) -> None:
    """One in-app message to each recipient, with the url at the same place of `urls`."""
    Notification.objects.bulk_create(
        Notification(
            company=company,
            recipient_id=recipient if isinstance(recipient, int) else recipient.pk,
            sender=sender,
            subject=subject,
            url=url,
            created_at=clock.now(),
        )
        for recipient, url in zip(recipients, urls, strict=True)
    )


def mark_read(*, user: User, notification_id: uuid.UUID) -> None:
    """Marks one of the user's own messages as read; reading it again changes nothing."""
    mine = Notification.objects.visible_to(user).filter(pk=notification_id)
    if not mine.filter(read_at__isnull=True).update(read_at=timezone.now()) and not mine.exists():
        raise NotFound
