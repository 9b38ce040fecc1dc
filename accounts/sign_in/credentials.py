"""What lets people in, and when it ends: the one place where a stored person's password is set, whoever asks.

A password ends every session and every calendar feed that were opened with the one before; API keys, which managers
issue and revoke, stay. Closing an account ends all of them, so that nothing of old works when it is opened again.
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

# Sent with `users` inside the transaction that ends their sessions; receivers return what the ledger should tell.
sessions_ended = Signal()


def confirm_password(*, user: User, password: str) -> None:
    """Makes sure that a person who is logged in is there in person, before signing or before choosing another password.

    The guess is counted before the password is hashed, in a transaction of its own, and with those of signing: whoever
    sits at an open session has so many in all. Refuses a wrong password with Forbidden, one guess too many with
    TooManyAttempts, even when it is right. Success forgets earlier wrong ones.
    """
    counter = build_signing_counter(user.pk)
    with login_attempts.count_attempt(counter):
        is_right = user.has_usable_password() and verify_password(password, user.password)
    if not is_right:
        raise Forbidden("The password is not right.")
    login_attempts.clear_attempts(counter.key)


def change_own_password(*, user: User, old: str, new: str) -> None:
    """The person's own choice of another password. The session that asks is the caller's to renew.

    Refuses as `confirm_password` does, on record when the old one is wrong, and with InvalidInput (`password`) a weak
    one.
    """
    try:
        confirm_password(user=user, password=old)
    except Forbidden:
        record_events(EventDraft("password.refused", user), company_id=user.company_id, by=user)
        raise
    set_password(user=user, password=new, by=user)


def set_password(*, user: User, password: str, by: User) -> None:
    """Gives a stored person another password. Refuses with InvalidInput (`password`) one that the server does not
    take."""
    reject_weak_password(password, user)
    store_passwords({user.pk: hash_password(password)}, by=by)
    user.refresh_from_db(fields=["password"])


def store_passwords(hashed: Mapping[int, str], *, by: User) -> list[User]:
    """Stores the hashes of people of one school, ends what the old passwords opened, and says so in the ledger."""
    with transaction.atomic():
        users = list(User.objects.select_for_update(no_key=True).filter(pk__in=hashed).order_by("pk"))
        for user in users:
            user.password = hashed[user.pk]
        User.objects.bulk_update(users, ["password"])
        ended, drafts = end_sessions(users)
        told = [EventDraft("password.changed", user, {"sessions_ended": ended[user.pk]}) for user in users]
        record_events(*told, *drafts, company_id=by.company_id, by=by)
    return users


def end_access(*, user: User, by: User) -> None:
    """Ends all that opens the account of a stored person, when it is closed or opened again: sessions here and in the
    admin, feeds, API keys. On record when there was any."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        user.sessions_from = timezone.now()
        User.objects.filter(pk=user.pk).update(sessions_from=user.sessions_from)
        ended, drafts = end_sessions([user])
        keys = Token.objects.filter(user=user, kind=Token.Kind.API_KEY, revoked_at__isnull=True)
        count = {"sessions_ended": ended[user.pk], "keys_revoked": keys.update(revoked_at=timezone.now())}
        if drafts or any(count.values()):
            record_events(EventDraft("access.ended", user, count), *drafts, company_id=user.company_id, by=by)


def end_sessions(users: Sequence[User]) -> tuple[Counter[int], list[EventDraft]]:
    """Revokes the API sessions of people whose rows are locked, and what others open in their name; how many sessions
    of each, and what else the ledger should tell. Sessions of the admin end by themselves: they know the password."""
    live = Token.objects.filter(user__in=users, kind=Token.Kind.SESSION, revoked_at__isnull=True)
    ended = Counter(live.values_list("user_id", flat=True))
    live.update(revoked_at=timezone.now())
    answers: list[Any] = sessions_ended.send(sender=User, users=users)
    return ended, [draft for _, drafts in answers for draft in drafts]
