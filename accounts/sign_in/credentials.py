"""Confirming and setting passwords, and ending access. Every password of a stored user is set here.

A new password ends every session and calendar feed that the previous one opened; API keys stay, because managers issue
and revoke them. Closing an account ends all of them, so that none works when the account is opened again.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from accounts.models import Token, User
from accounts.passwords import hash_password, reject_weak_password, verify_password
from accounts.sign_in import login_attempts
from accounts.sign_in.login_attempts import build_signing_counter
from core.exceptions import Forbidden
from records.services import EventDraft, record_events

# Sent with `users` inside the transaction that ends their sessions, so that apps on higher floors can end what they
# opened for these users (calendar feeds). Receivers return the event drafts to record.
sessions_ended = Signal()


def confirm_password(*, user: User, password: str) -> None:
    """Checks the password of a user who is logged in, before a signature or a change of password.

    Signatures and password changes share one counter of attempts, so that somebody at an unattended session has no
    more attempts than at the login. Raises Forbidden for a wrong password and TooManyAttempts beyond the limit, even
    when the password is right. Success clears the counter.
    """
    counter = build_signing_counter(user.pk)
    # Counted and committed before the slow hash, so that parallel requests cannot exceed the limit.
    with login_attempts.count_attempt(counter):
        is_right = user.has_usable_password() and verify_password(password, user.password)
    if not is_right:
        raise Forbidden("The password is incorrect.")
    login_attempts.clear_attempts(counter.key)


def change_own_password(*, user: User, old: str, new: str) -> None:
    """Changes the user's own password and ends all sessions; the caller renews the session of the request.

    Raises what `confirm_password` raises, and records a wrong old password; InvalidInput (`password`) for a weak new
    one.
    """
    try:
        confirm_password(user=user, password=old)
    except Forbidden:
        record_events(EventDraft("password.refused", user), company_id=user.company_id, by=user)
        raise
    set_password(user=user, password=new, by=user)


def set_password(*, user: User, password: str, by: User) -> None:
    """Sets the password of a stored user. Raises InvalidInput (`password`) for one that is too weak or too long."""
    reject_weak_password(password, user)
    store_passwords({user.pk: hash_password(password)}, by=by)
    user.refresh_from_db(fields=["password"])


def store_passwords(hashed: Mapping[int, str], *, by: User) -> list[User]:
    """Stores password hashes, by id, of users of one school, ends their sessions and records `password.changed`."""
    with transaction.atomic():
        # `open_session` locks the same row: a login that is under way either sees the new hash and is rejected, or has
        # committed its session, which is ended here. In the order of ids, so that two calls cannot deadlock.
        users = list(User.objects.select_for_update(no_key=True).filter(pk__in=hashed).order_by("pk"))
        for user in users:
            user.password = hashed[user.pk]
        User.objects.bulk_update(users, ["password"])
        ended, drafts = end_sessions(users)
        changes = [EventDraft("password.changed", user, {"sessions_ended": ended[user.pk]}) for user in users]
        record_events(*changes, *drafts, company_id=by.company_id, by=by)
    return users


def end_access(*, user: User, by: User) -> None:
    """Ends all access to the account of a stored user, when it is closed or opened again: sessions of the API and of
    the admin, calendar feeds and API keys. Records `access.ended` when there was anything to end."""
    with transaction.atomic():
        # Against logins under way, as in `store_passwords`.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        user.sessions_from = timezone.now()
        User.objects.filter(pk=user.pk).update(sessions_from=user.sessions_from)
        ended, drafts = end_sessions([user])
        keys = Token.objects.filter(user=user, kind=Token.Kind.API_KEY, revoked_at__isnull=True)
        count = {"sessions_ended": ended[user.pk], "keys_revoked": keys.update(revoked_at=timezone.now())}
        if drafts or any(count.values()):
            record_events(EventDraft("access.ended", user, count), *drafts, company_id=user.company_id, by=by)


def end_sessions(users: Sequence[User]) -> tuple[Counter[int], list[EventDraft]]:
    """Revokes the session tokens of users whose rows are locked, and what receivers of `sessions_ended` opened.

    Returns the number of sessions by user id, and the receivers' event drafts. Sessions of the admin need no query:
    they hold a hash of the password and of `sessions_from`, and are invalid when either changes.
    """
    live = Token.objects.filter(user__in=users, kind=Token.Kind.SESSION, revoked_at__isnull=True)
    ended = Counter(live.values_list("user_id", flat=True))
    live.update(revoked_at=timezone.now())
    results: list[tuple[Any, Any]] = sessions_ended.send(sender=User, users=users)
    return ended, [draft for _, drafts in results for draft in drafts]
