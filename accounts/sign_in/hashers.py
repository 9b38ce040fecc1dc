"""Password hashing that is bounded, so that a burst of logins cannot exhaust the memory and threads of the process.

A password hash is expensive by design. A process computes `PASSWORD_HASHES_AT_ONCE` hashes at a time;
`PASSWORD_HASH_QUEUE` more may wait for `PASSWORD_HASH_WAIT`; any others are rejected (`HashingBusy`, HTTP 503 with
`Retry-After`). A login to an unknown account hashes under the same limit, so that neither its duration nor a 503
reveals whether the account exists.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from core.exceptions import Busy
from core.units import KIBIBYTE, MEBIBYTE

RETRY_AFTER_SECONDS = 2


class HashingBusy(Busy):
    """Too many passwords are being hashed: this one was not looked at."""


class ConcurrencyLimit:
    """Lets `at_once` blocks run at a time and `queue` more wait, each for at most `wait_seconds`."""

    def __init__(self, *, at_once: int, queue: int, wait_seconds: float) -> None:
        self.running = threading.BoundedSemaphore(at_once)
        self.admitted = threading.BoundedSemaphore(at_once + queue)
        self.wait_seconds = wait_seconds

    @contextmanager
    def acquire(self) -> Iterator[None]:
        """Runs the block when a slot is free. Raises HashingBusy when the queue is full or no slot is free in time."""
        if not self.admitted.acquire(blocking=False):
            raise HashingBusy(RETRY_AFTER_SECONDS)
        try:
            if not self.running.acquire(timeout=self.wait_seconds):
                raise HashingBusy(RETRY_AFTER_SECONDS)
            try:
                yield
            finally:
                self.running.release()
        finally:
            self.admitted.release()


HASHING_LIMIT = ConcurrencyLimit(
    at_once=settings.PASSWORD_HASHES_AT_ONCE,
    queue=settings.PASSWORD_HASH_QUEUE,
    wait_seconds=settings.PASSWORD_HASH_WAIT.total_seconds(),
)


class BoundedArgon2(Argon2PasswordHasher):
    """Argon2id with the parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane.

    Hashes with other parameters are still verified, and replaced at the next login (`sessions.upgrade_hash`).
    """

    memory_cost = 19 * MEBIBYTE // KIBIBYTE  # argon2 counts in KiB
    time_cost = 2
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        with HASHING_LIMIT.acquire():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        with HASHING_LIMIT.acquire():
            return super().verify(password, encoded)
