"""Hashing passwords without letting a burst of logins take the memory or the threads of the others.

A hash is meant to be dear. So a process computes `PASSWORD_HASHES_AT_ONCE` at a time; `PASSWORD_HASH_QUEUE` more may
wait for `PASSWORD_HASH_WAIT`; whoever comes beyond is told to come back (`Busy`, HTTP 503). Checking against nobody's
hash takes a turn like any other, so that the time taken tells nothing.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from core.exceptions import Busy
from core.units import KIBIBYTE, MEBIBYTE

RETRY_AFTER_SECONDS = 2


class ConcurrencyLimit:
    """So many at once, so many waiting, each for so long."""

    def __init__(self, *, at_once: int, queue: int, wait_seconds: float) -> None:
        self.free = threading.BoundedSemaphore(at_once)
        self.places = threading.BoundedSemaphore(at_once + queue)
        self.wait_seconds = wait_seconds

    @contextmanager
    def take(self) -> Iterator[None]:
        """Runs the block when its turn has come. Raises Busy when the queue is full, or the turn does not come."""
        if not self.places.acquire(blocking=False):
            raise Busy(RETRY_AFTER_SECONDS)
        try:
            if not self.free.acquire(timeout=self.wait_seconds):
                raise Busy(RETRY_AFTER_SECONDS)
            try:
                yield
            finally:
                self.free.release()
        finally:
            self.places.release()


HASHING_LIMIT = ConcurrencyLimit(
    at_once=settings.PASSWORD_HASHES_AT_ONCE,
    queue=settings.PASSWORD_HASH_QUEUE,
    wait_seconds=settings.PASSWORD_HASH_WAIT.total_seconds(),
)


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id with the parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.

    Hashes that were made with others are still checked, and replaced when their person logs in.
    """

    memory_cost = 19 * MEBIBYTE // KIBIBYTE  # argon2 counts in KiB
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with HASHING_LIMIT.take():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with HASHING_LIMIT.take():
            return super().verify(password, encoded)
