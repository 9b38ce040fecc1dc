"""Logging in and out, and issuing tokens (docs/api.md, section 2)."""

import hashlib
import secrets
import sys
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Login, Token, User
from accounts.passwords import hash_password, spend_hashing_time, verify_password
from accounts.people.reach import lock_account
from accounts.sign_in import login_attempts
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.login_attempts import AttemptCounter
from accounts.sign_in.second_factor.checking import check_code, request_code
from accounts.sign_in.second_factor.policy import TwoFactor, get_required_factor
from core.exceptions import Forbidden, NotFound, Unauthenticated
from core.text.cleaning import clean_email
from records.services import EventDraft, record_events

# Prefixes let secret scanners recognise a leaked token, and people tell the two kinds apart.
PREFIXES = {Token.Kind.SESSION: "dws_", Token.Kind.API_KEY: "dwk_"}

WRONG_CREDENTIALS = gettext_lazy("The e-mail address or password is incorrect.")


class IssuedToken(NamedTuple):
    """A new token and its secret, which is shown once and never stored."""

    token: Token
    secret: str


def digest_secret(secret: str) -> str:
    """The digest under which a token is stored and found.

    A fast hash is enough: a secret has 256 random bits, and cannot be guessed like a password.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def log_in(*, email: str, password: str, client: ClientInfo, code: str = "") -> IssuedToken:
    """Opens a session for the user with this e-mail address, password and, where the user needs one, code.

    Raises Unauthenticated for wrong credentials and for an unknown, inactive or expired account, with one message and
    after the same work, so that a response does not reveal which addresses have accounts. Raises TooManyAttempts when
    this account or network address has too many failed attempts, and Busy when too many passwords are being verified.
    On a device where the user has logged in before, only the attempts from this device count. Raises CodeRequired when
    the password is right, and the code missing or wrong.
    """
    user = authenticate(email=email, password=password, client=client, code=code)
    if user is None:
        raise Unauthenticated(WRONG_CREDENTIALS)
    return open_session(user, client)


@transaction.atomic
def open_session(user: User, client: ClientInfo, *, provider: str = "") -> IssuedToken:
    """Opens a session for a user whose password was right, or whom the identity provider `provider` has logged in.

    Raises Unauthenticated when the password or the second factor was changed, or the account closed, while the password
    was being verified. Whatever ends sessions (`credentials`) holds the lock of the user's row: it has committed, which
    is seen here, or it waits for this session and ends it.
    """
    try:
        current = lock_account(user.pk)
    except NotFound as error:  # removed meanwhile
        raise Unauthenticated(WRONG_CREDENTIALS) from error
    is_changed = (current.password, current.two_factor) != (user.password, user.two_factor)
    if is_changed or not current.may_log_in:
        raise Unauthenticated(WRONG_CREDENTIALS)
    record_login(user, client, provider=provider)
    expires_at = timezone.now() + settings.SESSION_TOKEN_LIFETIME
    return issue_token(user=user, kind=Token.Kind.SESSION, expires_at=expires_at, client=client)


def record_login(user: User, client: ClientInfo, *, provider: str = "") -> None:
    """Adds a login, to the API or the admin, to the list that its user sees."""
    Login.objects.create(user=user, user_agent=client.user_agent, ip_address=client.address, provider=provider)


def authenticate(*, email: str, password: str, client: ClientInfo, code: str = "") -> User | None:
    """The user with these credentials who may log in, or None.

    The attempt is counted before hashing; raises TooManyAttempts and Busy. Whether the account may log in is checked
    after the password, so that an inactive account takes as long as an active one. Raises CodeRequired as
    `check_second_factor` does, only after the right password: a wrong one reveals nothing about the second factor.
    """
    email = clean_email(email)
    user: User | None = User.objects.select_related("company").filter(email=email).first()
    counters = build_login_counters(user, email, client)
    with login_attempts.count_attempt(*counters) as stamps:
        is_right = is_password_right(user, password)
    if user is None or not is_right or not user.may_log_in:
        record_failure(user, email)
        return None
    check_second_factor(user, code, client, CountedAttempt(counters, stamps))
    return user


def authenticate_by_code(*, user: User, code: str, client: ClientInfo) -> None:
    """The second step of a login in two steps: checks the code of a user whose password was right in the first.

    Counted like the first step. Raises CodeRequired for a wrong code, and TooManyAttempts.
    """
    counters = build_login_counters(user, user.email, client)
    with login_attempts.count_attempt(*counters) as stamps:
        check_second_factor(user, code, client, CountedAttempt(counters, stamps))


class CountedAttempt(NamedTuple):
    """A login that is being counted: its counters, and its timestamp in each."""

    counters: list[AttemptCounter]
    stamps: list[float]


def check_second_factor(user: User, code: str, client: ClientInfo, attempt: CountedAttempt) -> None:
    """Clears the counters when the user needs no code, or the code is right.

    Otherwise raises CodeRequired: a wrong code stays counted, and a missing one leaves the counters as they were. If
    the right password alone cleared them, somebody who knows it could guess codes for ever.
    """
    factor = get_required_factor(user)
    if factor is not TwoFactor.OFF and not code:
        login_attempts.withdraw_attempts(*attempt)
        raise request_code(user, factor)
    if factor is not TwoFactor.OFF:
        check_code(user=user, factor=factor, text=code, client=client)
    login_attempts.forget_attempts(*attempt)


def build_login_counters(user: User | None, email: str, client: ClientInfo) -> list[AttemptCounter]:
    """The counters of a login: that of the user's known device, or else those of network address and account."""
    device = client.get_known_device(user)
    if user is not None and device is not None:
        key = login_attempts.build_key("login-device", f"{device.name} {user.pk}")
        return [AttemptCounter(key, settings.GUESSES_PER_ACCOUNT)]
    return [
        AttemptCounter(
            login_attempts.build_key("login-address", client.address), settings.GUESSES_PER_ADDRESS, is_shared=True
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
    client: ClientInfo | None = None,
) -> IssuedToken:
    """Stores a new token of a user. The secret is returned and only its digest stored."""
    secret = PREFIXES[kind] + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user=user,
        kind=kind,
        name=name,
        digest=digest_secret(secret),
        expires_at=expires_at,
        created_by=by,
        user_agent=client.user_agent if client else "",
        ip_address=client.address if client else "",
    )
    return IssuedToken(token, secret)


def log_out(*, token: Token) -> None:
    """Ends a session. Raises Forbidden for an API key, which only a manager can revoke."""
    if token.is_api_key:
        raise Forbidden(_("An API key cannot log out. A manager can revoke it."))
    Token.objects.filter(pk=token.pk).update(revoked_at=timezone.now())


def end_session(*, digest: str) -> None:
    """Ends the session whose token has this digest, if there is one; the caller does not learn whether there was.

    Nobody can find the token of a digest (`digest_secret`), so a device may keep it where others could read it.
    """
    sessions = Token.objects.filter(kind=Token.Kind.SESSION, digest=digest)
    sessions.live().update(revoked_at=timezone.now())
