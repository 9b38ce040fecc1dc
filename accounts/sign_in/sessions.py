"""What people do with their accounts: log in and out, hold API keys, get and read messages."""

import hashlib
import secrets
import sys
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Token, User
from accounts.passwords import hash_password, spend_hashing_time, verify_password
from accounts.sign_in import login_attempts
from accounts.sign_in.devices import Device
from accounts.sign_in.login_attempts import AttemptCounter
from core.exceptions import Forbidden, Unauthenticated
from core.text.cleaning import clean_email
from records.services import EventDraft, record_events

PREFIXES = {Token.Kind.SESSION: "dws_", Token.Kind.API_KEY: "dwk_"}


class IssuedToken(NamedTuple):
    """A fresh token and its secret, which exists only now."""

    token: Token
    secret: str


def digest_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def log_in(*, email: str, password: str, address: str, device: Device | None = None) -> IssuedToken:
    """A session for the person with this e-mail address and password.

    Raises Unauthenticated for a wrong pair, an unknown, inactive or expired account, all alike and after the same work;
    TooManyAttempts when this account or this network address has guessed too often; Busy when the server has too many
    passwords to check. On a `device` where this person has logged in before, only the guesses of the device count.
    """
    user = authenticate(email=email, password=password, address=address, device=device)
    if user is None:
        raise Unauthenticated("The e-mail address or the password is not right.")
    return open_session(user)


@transaction.atomic
def open_session(user: User) -> IssuedToken:
    """A session of somebody whose password was right. Refused when it was changed, or the account closed, while it was
    being checked: what ends sessions holds the lock of the row and must not miss this one."""
    present = User.objects.select_related("company").select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if present.password != user.password or not present.may_log_in:
        raise Unauthenticated("The e-mail address or the password is not right.")
    return issue_token(user=user, kind=Token.Kind.SESSION, expires_at=timezone.now() + settings.SESSION_TOKEN_LIFETIME)


def authenticate(*, email: str, password: str, address: str, device: Device | None = None) -> User | None:
    """The person with this pair, or None. Counts the attempt before hashing; raises TooManyAttempts and Busy."""
    email = clean_email(email)
    user = User.objects.select_related("company").filter(email=email).first()
    counters = build_login_counters(user, email, address, device)
    with login_attempts.count_attempt(*counters) as stamps:
        right = is_password_right(user, password)
    if user is None or not right or not user.may_log_in:
        record_failure(user, email)
        return None
    login_attempts.forget_attempts(counters, stamps)
    return user


def build_login_counters(user: User | None, email: str, address: str, device: Device | None) -> list[AttemptCounter]:
    """What an attempt to log in counts under: the device that is known to this person, else address and account.

    Whoever proves in another way to be this person, such as by a second factor, gets a counter of the own here too.
    """
    if user is not None and device is not None and user.pk in device.user_ids:
        key = login_attempts.build_key("login-device", f"{device.name} {user.pk}")
        return [AttemptCounter(key, settings.GUESSES_PER_ACCOUNT)]
    return [
        AttemptCounter(
            login_attempts.build_key("login-address", address), settings.GUESSES_PER_ADDRESS, is_shared=True
        ),
        AttemptCounter(login_attempts.build_key("login-account", email), settings.GUESSES_PER_ACCOUNT),
    ]


def record_failure(user: User | None, email: str) -> None:
    """A failed login is an event of the school whose account was tried.

    An unknown address has no school; a note of the same weight is written, so that the time taken tells nothing.
    """
    if user is not None:
        record_events(EventDraft("login.failed", user), company_id=user.company_id, by=None)
    else:
        login_attempts.reserve_attempt(login_attempts.build_key("login-nobody", email), sys.maxsize)


def is_password_right(user: User | None, password: str) -> bool:
    """Hashes as often whether or not there is such a user, so that the time taken tells nothing. An outdated hash of a
    right password is replaced."""
    if user is None or not user.has_usable_password():
        spend_hashing_time(password)
        return False
    return verify_password(password, user.password, upgrade=lambda text: upgrade_hash(user, text))


def upgrade_hash(user: User, password: str) -> None:
    """Replaces the hash that was just checked, unless another login has done so, or somebody has set another password,
    meanwhile."""
    fresh = hash_password(password)
    if not User.objects.filter(pk=user.pk, password=user.password).update(password=fresh):
        fresh = User.objects.values_list("password", flat=True).get(pk=user.pk)
        if not verify_password(password, fresh):
            return
    user.password = fresh


def issue_token(
    *,
    user: User,
    kind: Token.Kind,
    expires_at: datetime | None,
    name: str = "",
    by: User | None = None,
) -> IssuedToken:
    secret = PREFIXES[kind] + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user, kind=kind, name=name, digest=digest_secret(secret), expires_at=expires_at, created_by=by
    )
    return IssuedToken(token, secret)


def log_out(*, token: Token) -> None:
    """Ends a session. An API key has no session to end: revoking it is a manager's act."""
    if token.is_api_key:
        raise Forbidden("An API key cannot log out. A manager can revoke it.")
    Token.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
