"""Logging in and out, and issuing tokens (docs/api.md, section 2)."""

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

# Prefixes let secret scanners recognise a leaked token, and people tell the two kinds apart.
PREFIXES = {Token.Kind.SESSION: "dws_", Token.Kind.API_KEY: "dwk_"}

WRONG_CREDENTIALS = "The e-mail address or password is incorrect."


class IssuedToken(NamedTuple):
    """A new token and its secret, which is shown once and never stored."""

    token: Token
    secret: str


def digest_secret(secret: str) -> str:
    """The digest under which a token is stored and found.

    A fast hash is enough: a secret has 256 random bits, and cannot be guessed like a password.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def log_in(*, email: str, password: str, address: str, device: Device | None = None) -> IssuedToken:
    """Opens a session for the user with this e-mail address and password.

    Raises Unauthenticated for wrong credentials and for an unknown, inactive or expired account, with one message and
    after the same work, so that a response does not reveal which addresses have accounts. Raises TooManyAttempts when
    this account or network address has too many failed attempts, and Busy when too many passwords are being verified.
    On a `device` where the user has logged in before, only the attempts from this device count.
    """
    user = authenticate(email=email, password=password, address=address, device=device)
    if user is None:
        raise Unauthenticated(WRONG_CREDENTIALS)
    return open_session(user)


@transaction.atomic
def open_session(user: User) -> IssuedToken:
    """Opens a session for a user whose password was right.

    Raises Unauthenticated when the password was changed, or the account closed, while the password was being verified.
    Whatever ends sessions (`credentials`) holds the lock of the user's row: it has committed, which is seen here, or it
    waits for this session and ends it.
    """
    current = User.objects.select_related("company").select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    if current.password != user.password or not current.may_log_in:
        raise Unauthenticated(WRONG_CREDENTIALS)
    return issue_token(user=user, kind=Token.Kind.SESSION, expires_at=timezone.now() + settings.SESSION_TOKEN_LIFETIME)


def authenticate(*, email: str, password: str, address: str, device: Device | None = None) -> User | None:
    """The user with these credentials who may log in, or None.

    The attempt is counted before hashing; raises TooManyAttempts and Busy. Whether the account may log in is checked
    after the password, so that an inactive account takes as long as an active one.
    """
    email = clean_email(email)
    user: User | None = User.objects.select_related("company").filter(email=email).first()
    counters = build_login_counters(user, email, address, device)
    with login_attempts.count_attempt(*counters) as stamps:
        is_right = is_password_right(user, password)
    if user is None or not is_right or not user.may_log_in:
        record_failure(user, email)
        return None
    login_attempts.forget_attempts(counters, stamps)
    return user


def build_login_counters(user: User | None, email: str, address: str, device: Device | None) -> list[AttemptCounter]:
    """The counters of a login: that of the user's known device, or else those of the network address and the account.

    A second factor that identifies the user would get its own counter here as well.
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
    """Records a failed login in the ledger of the user's school.

    An unknown address has no school. A row of the same cost is written for it, so that the duration of the response
    does not reveal whether the account exists; it never reaches a limit.
    """
    if user is not None:
        record_events(EventDraft("login.failed", user), company_id=user.company_id, by=None)
    else:
        login_attempts.reserve_attempt(login_attempts.build_key("login-nobody", email), sys.maxsize)


def is_password_right(user: User | None, password: str) -> bool:
    """Whether the password is the user's. An outdated hash of a right password is replaced.

    Without a user or a usable password it hashes as many times, so that the duration does not reveal the difference.
    """
    if user is None or not user.has_usable_password():
        spend_hashing_time(password)
        return False
    return verify_password(password, user.password, upgrade=lambda text: upgrade_hash(user, text))


def upgrade_hash(user: User, password: str) -> None:
    """Replaces the hash that was just verified, unless it was replaced meanwhile.

    When another login upgraded it, `user` gets the stored hash, with which `open_session` compares; when somebody set
    another password, `user` keeps the old one, and `open_session` rejects the login.
    """
    stored = hash_password(password)
    if not User.objects.filter(pk=user.pk, password=user.password).update(password=stored):
        stored = User.objects.values_list("password", flat=True).get(pk=user.pk)
        if not verify_password(password, stored):
            return
    user.password = stored


def issue_token(
    *,
    user: User,
    kind: Token.Kind,
    expires_at: datetime | None,
    name: str = "",
    by: User | None = None,
) -> IssuedToken:
    """Stores a new token of a user. The secret is returned and only its digest stored."""
    secret = PREFIXES[kind] + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user, kind=kind, name=name, digest=digest_secret(secret), expires_at=expires_at, created_by=by
    )
    return IssuedToken(token, secret)


def log_out(*, token: Token) -> None:
    """Ends a session. Raises Forbidden for an API key, which only a manager can revoke."""
    if token.is_api_key:
        raise Forbidden("An API key cannot log out. A manager can revoke it.")
    Token.objects.filter(pk=token.pk).update(revoked_at=timezone.now())
