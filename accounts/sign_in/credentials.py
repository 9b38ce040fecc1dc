"""Confirming and setting passwords, and ending access. Every password of a stored user is set here.

A new password ends every session and calendar feed that the previous one opened, and every link and code that was sent;
API keys stay, because managers issue and revoke them. Closing an account ends all of them, so that none works when the
account is opened again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AdminSession, Token, User
from accounts.one_time_codes import end_codes
from accounts.passwords import hash_password, reject_weak_password, verify_password
from accounts.people.reach import lock_account
from accounts.sign_in import login_attempts
from accounts.sign_in.login_attempts import build_signing_counter
from core.exceptions import Forbidden
from core.origin import Channel, get_origin
from mail.kinds import MailKind
from mail.services import MailDraft, queue_mails
from records.services import EventDraft, record_events

WRONG_PASSWORD = gettext_lazy("The password is incorrect.")

# Sent with `users` inside the transaction that ends their sessions, so that apps on higher floors can end what they
# opened for these users (calendar feeds). Receivers return the event drafts to record.
sessions_ended = Signal()

SET_ONE_FIRST = gettext_lazy(
    "You have no password yet, and it is needed here. Set a password first: choose “Forgot password” at the login, and "
    "open the link that you get by e-mail."
)


def reject_missing_password(user: User) -> None:
    """Raises Forbidden for a user who logs in at the school's identity provider and never set a password.

    Says more than that the password is wrong, because only the user themselves gets here, logged in. Nothing is
    counted: there is nothing to guess.
    """
    if not user.has_usable_password():
        raise Forbidden(SET_ONE_FIRST)


def confirm_password(*, user: User, password: str) -> None:
    """Checks the password of a user who is logged in, before a signature or a change of password.

    Signatures and password changes share one counter of attempts, so that somebody at an unattended session has no
    more attempts than at the login. Raises Forbidden for a wrong password, and for a user who has none
    (`reject_missing_password`); TooManyAttempts beyond the limit, even when the password is right. Success clears the
    counter.
    """
    reject_missing_password(user)
    counter = build_signing_counter(user.pk)
    with login_attempts.take_turns():
        # Counted before the slow hash, so that parallel requests cannot exceed the limit.
        with login_attempts.count_attempt(counter):
            is_right = verify_password(password, user.password)
        if is_right:
            login_attempts.clear_attempts(counter.key)
    if not is_right:  # outside of the block, which would undo the count
        raise Forbidden(WRONG_PASSWORD)


def confirm_own_password(*, user: User, password: str) -> None:
    """Checks the password of a user who changes how they log in. Call it before the transaction that does so.

    Raises what `confirm_password` raises, and records a wrong password; Forbidden for an API key, which belongs to a
    program (docs/api.md, section 12).
    """
    reject_api_key()
    reject_missing_password(user)
    try:
        confirm_password(user=user, password=password)
    except Forbidden:
        record_events(EventDraft("password.refused", user), company_id=user.company_id, by=user)
        raise


def reject_api_key() -> None:
    """Raises Forbidden for a request that is authenticated by an API key."""
    if get_origin().channel is Channel.KEY:
        raise Forbidden(_("An API key cannot change how its user logs in. Please log in."))


def change_own_password(*, user: User, old: str, new: str, kept: Token | None = None) -> None:
    """Changes the user's own password and ends all sessions except `kept`, the API's session of the request; a caller
    in the admin renews its own.

    Raises what `confirm_own_password` raises; InvalidInput (`password`) for a weak new password.
    """
    confirm_own_password(user=user, password=old)
    hashed = prepare_password(new, user)
    with transaction.atomic():
        if lock_account(user.pk).password != user.password:  # changed since it was checked, and `kept` ended with it
            raise Forbidden(WRONG_PASSWORD)
        store_passwords({user.pk: hashed}, by=user, kept=kept)
    user.refresh_from_db(fields=["password"])


def prepare_password(password: str, user: User) -> str:
    """The hash of a new password, made before any row is locked: logins would wait for the lock. Raises InvalidInput
    (`password`) for one that is too weak or too long."""
    reject_weak_password(password, user)
    return hash_password(password)


def store_passwords(hashed: Mapping[int, str], *, by: User, kept: Token | None = None) -> list[User]:
    """Stores password hashes, by id, of users of one school, ends their sessions except `kept`, and records
    `password.changed`. Those who had a password before are told by mail."""
    with transaction.atomic():
        # `open_session` locks the same row: a login that is under way either sees the new hash and is rejected, or has
        # committed its session, which is ended here. In the order of ids, so that two calls cannot deadlock.
        users = list(User.objects.select_for_update(no_key=True).filter(pk__in=hashed).order_by("pk"))
        drafts = replace_passwords(users, hashed, kept=kept)
        record_events(*drafts, company_id=by.company_id, by=by)
    return users


def replace_passwords(
    users: Sequence[User], hashed: Mapping[int, str], *, kept: Token | None = None
) -> list[EventDraft]:
    """Does what `store_passwords` says for users whose rows are locked, and returns the events."""
    had_password = [user for user in users if user.has_usable_password()]
    for user in users:
        user.password = hashed[user.pk]
    User.objects.bulk_update(users, ["password"])
    ended, drafts = end_sessions(users, kept=kept)
    # Whoever had the old password may have requested a link to an address of their own.
    end_codes(users)
    queue_mails(MailDraft(MailKind.ACCOUNT_CHANGED, user, {"change": "password"}) for user in had_password)
    changes = [EventDraft("password.changed", user, {"sessions_ended": ended[user.pk]}) for user in users]
    return [*changes, *drafts]


def revoke_access(user: User) -> list[EventDraft]:
    """Ends all access to the account of a user whose row is locked, when it is closed, opened again or deleted:
    sessions of the API and of the admin, calendar feeds, API keys, links that were mailed.

    Returns the events, `access.ended` among them when there was anything to end. Stores `sessions_from` alone.
    """
    now = timezone.now()
    user.sessions_from = now
    User.objects.filter(pk=user.pk).update(sessions_from=now)
    end_codes([user])
    ended, drafts = end_sessions([user])
    keys = Token.objects.filter(user=user, kind=Token.Kind.API_KEY, revoked_at__isnull=True)
    count = {"sessions_ended": ended[user.pk], "keys_revoked": keys.update(revoked_at=now)}
    return [EventDraft("access.ended", user, count), *drafts] if drafts or any(count.values()) else []


def end_sessions(users: Sequence[User], *, kept: Token | None = None) -> tuple[Counter[int], list[EventDraft]]:
    """Ends the sessions of users whose rows are locked, of the API (except `kept`) and of the admin, and what receivers
    of `sessions_ended` opened.

    Returns the number of sessions of the API by user id, and the receivers' event drafts. A session of the admin also
    holds a hash of the password and of `sessions_from`, and is invalid when either changes: so is one that a login
    under way stores after this.
    """
    live = Token.objects.filter(user__in=users, kind=Token.Kind.SESSION, revoked_at__isnull=True)
    if kept is not None:
        live = live.exclude(pk=kept.pk)
    AdminSession.objects.filter(user__in=users).delete()
    ended = Counter(live.values_list("user_id", flat=True))
    live.update(revoked_at=timezone.now())
    results: list[tuple[Any, Any]] = sessions_ended.send(sender=User, users=users)
    return ended, [draft for _, drafts in results for draft in drafts]
