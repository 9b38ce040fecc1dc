"""Throttling of login attempts (docs/api.md, section 2).

An attempt is counted *before* the password is hashed: hashing is slow, and parallel attempts would all pass a check
that counts afterwards. It is counted in its own transaction, so that a request that is rolled back still counts.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import LoginAttemptLog
from accounts.sign_in.hashers import HashingBusy
from core.exceptions import TooManyAttempts


@dataclass(frozen=True)
class AttemptCounter:
    """The key under which attempts are counted, and how many are allowed within `window`, or else `GUESS_WINDOW`.

    A shared counter counts attempts of several users (behind one network address), so that the right password of one
    does not clear it for the others.
    """

    key: str
    limit: int
    is_shared: bool = False
    window: timedelta | None = None


def build_signing_counter(user_id: int) -> AttemptCounter:
    """The counter of passwords typed by a user who is logged in: under a signature, or to change the password."""
    return AttemptCounter(build_key("sign", str(user_id)), settings.GUESSES_PER_ACCOUNT)


@contextmanager
def count_attempt(*counters: AttemptCounter) -> Iterator[list[float]]:
    """Counts one attempt with each counter, then runs the block, which verifies the password; yields the timestamps.

    Raises TooManyAttempts as `reserve_attempt` does. When the server is too busy to verify the password, the attempt
    does not count: the user typed nothing wrong.
    """
    stamps = [reserve_attempt(counter.key, counter.limit, window=counter.window) for counter in counters]
    try:
        yield stamps
    except HashingBusy:
        withdraw_attempts(counters, stamps)
        raise


def take_turns() -> AbstractContextManager[Any]:
    """A block that counts an attempt first and verifies the password then, while other such blocks of the counter wait.

    A right password that was sent ten times at once would otherwise look like ten guesses. The row of the counter,
    which `reserve_attempt` locks, stays locked during the slow hash: so this is only for counters that delay nobody but
    the user whose session it is. SQLite has no lock of a row, and one of its database would stop every other writer:
    there each attempt is counted at once.
    """
    return transaction.atomic() if connection.features.has_select_for_update else nullcontext()


def build_key(purpose: str, subject: str) -> str:
    """The key of the row that counts attempts for `purpose` by `subject`: an e-mail address, a network address, an id.

    The subject is hashed, so that the table holds no addresses in clear text and keys have a bounded length.
    """
    return f"{purpose}:{hashlib.sha256(subject.encode()).hexdigest()}"


def reserve_attempt(key: str, limit: int, *, window: timedelta | None = None) -> float:
    """Counts one attempt and returns its timestamp; `window` is `GUESS_WINDOW` unless given.

    Raises TooManyAttempts at the limit, with the seconds until the oldest attempt leaves the window. A rejected attempt
    is not counted: otherwise somebody who keeps trying would lock the account for ever.
    """
    now, window = timezone.now(), window or settings.GUESS_WINDOW
    with transaction.atomic():
        # Locked, so that of parallel attempts each sees those before it.
        log = lock_attempt_log(key)
        attempts = keep_recent(log.attempts, now - window)
        if len(attempts) >= limit:
            wait = attempts[0] + window.total_seconds() - now.timestamp()
            raise TooManyAttempts(retry_after=max(1, math.ceil(wait)))
        log.attempts, log.last_at = [*attempts, now.timestamp()], now
        log.save(update_fields=["attempts", "last_at"])
    return now.timestamp()


def forget_attempts(counters: Sequence[AttemptCounter], stamps: Sequence[float]) -> None:
    """After the right password: clears each counter, and from a shared one removes this attempt only."""
    for counter, stamp in zip(counters, stamps, strict=True):
        if counter.is_shared:
            withdraw_attempt(counter.key, stamp)
        else:
            clear_attempts(counter.key)


def withdraw_attempts(counters: Sequence[AttemptCounter], stamps: Sequence[float]) -> None:
    """Removes this attempt only: one by which nothing was decided, such as the right password without its code."""
    for counter, stamp in zip(counters, stamps, strict=True):
        withdraw_attempt(counter.key, stamp)


def clear_attempts(key: str) -> None:
    """Removes all attempts under a key, after the right password."""
    LoginAttemptLog.objects.filter(key=key).update(attempts=[])


def withdraw_attempt(key: str, stamp: float) -> None:
    """Removes one attempt, if it is still counted, and leaves the others."""
    with transaction.atomic():
        log = lock_attempt_log(key)
        if stamp in log.attempts:
            log.attempts.remove(stamp)
            log.save(update_fields=["attempts"])


def lock_attempt_log(key: str) -> LoginAttemptLog:
    """Locks the row of a key until the end of the transaction, and creates it if there is none.

    In a loop, because `clean_up` may delete an old row between the two statements.
    """
    log = None
    while log is None:
        LoginAttemptLog.objects.bulk_create([LoginAttemptLog(key=key)], ignore_conflicts=True)
        log = LoginAttemptLog.objects.select_for_update().filter(key=key).first()
    return log


def keep_recent(attempts: list[float], since: datetime) -> list[float]:
    """The attempts within the window; older ones are dropped when the row is next written."""
    return [stamp for stamp in attempts if stamp > since.timestamp()]
