"""Limits on guessing passwords. An attempt is counted *before* the password is hashed, in a transaction of its own, so
that parallel guesses do not get through and a rolled-back request does not forget.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import LoginAttemptLog
from core.exceptions import Busy, TooManyAttempts


@dataclass(frozen=True)
class AttemptCounter:
    """Under which key attempts are counted, and how many of them a window takes. One that is shared counts the attempts
    of several people: the right password of one does not clear it for the others."""

    key: str
    limit: int
    is_shared: bool = False


def build_signing_counter(user_id: int) -> AttemptCounter:
    """Counts the passwords typed by somebody who is logged in: under a signature, or to choose another one."""
    return AttemptCounter(build_key("sign", str(user_id)), settings.GUESSES_PER_ACCOUNT)


@contextmanager
def count_attempt(*counters: AttemptCounter) -> Iterator[list[float]]:
    """Counts one attempt under each before the block judges it; the stamps. An attempt that was not judged, because
    the server was too busy to hash, is taken back."""
    stamps = [reserve_attempt(counter.key, counter.limit) for counter in counters]
    try:
        yield stamps
    except Busy:
        for counter, stamp in zip(counters, stamps, strict=True):
            withdraw_attempt(counter.key, stamp)
        raise


def build_key(purpose: str, subject: str) -> str:
    """The row that counts attempts at `purpose` by `subject` (an e-mail, an address, a user id); never their text."""
    return f"{purpose}:{hashlib.sha256(subject.encode()).hexdigest()}"


def reserve_attempt(key: str, limit: int) -> float:
    """Counts one attempt and returns its stamp; the attempt that would be one too many is refused and not counted.

    Raises TooManyAttempts with the seconds until the oldest attempt leaves the window.
    """
    now = timezone.now()
    with transaction.atomic():
        log = lock_attempt_log(key)
        attempts = keep_recent(log.attempts, now)
        if len(attempts) >= limit:
            window = settings.GUESS_WINDOW.total_seconds()
            raise TooManyAttempts(retry_after=max(1, math.ceil(attempts[0] + window - now.timestamp())))
        log.attempts, log.last_at = [*attempts, now.timestamp()], now
        log.save(update_fields=["attempts", "last_at"])
    return now.timestamp()


def forget_attempts(counters: Sequence[AttemptCounter], stamps: Sequence[float]) -> None:
    """After the right password: forgets the attempts under each counter, and under a shared one this attempt."""
    for counter, stamp in zip(counters, stamps, strict=True):
        if counter.is_shared:
            withdraw_attempt(counter.key, stamp)
        else:
            clear_attempts(counter.key)


def clear_attempts(key: str) -> None:
    """The right password was given: earlier wrong ones are forgotten."""
    LoginAttemptLog.objects.filter(key=key).update(attempts=[])


def withdraw_attempt(key: str, stamp: float) -> None:
    """Takes back one attempt that turned out right, and leaves the wrong ones of others counted."""
    with transaction.atomic():
        log = lock_attempt_log(key)
        if stamp in log.attempts:
            log.attempts.remove(stamp)
            log.save(update_fields=["attempts"])


def lock_attempt_log(key: str) -> LoginAttemptLog:
    """The row, made if need be; `clean_up` may take an old one away under our hands."""
    log = None
    while log is None:
        LoginAttemptLog.objects.bulk_create([LoginAttemptLog(key=key)], ignore_conflicts=True)
        log = LoginAttemptLog.objects.select_for_update().filter(key=key).first()
    return log


def keep_recent(attempts: list[float], now: datetime) -> list[float]:
    oldest = (now - settings.GUESS_WINDOW).timestamp()
    return [stamp for stamp in attempts if stamp > oldest]
