"""Bounds how many threads of a process wait for one thing, so that its other threads serve everybody else.

A thread that waits for a lock of the database cannot be called back. So only some may wait there; further ones wait
here, for as long as the lock is seen to change hands, and are refused as soon as it is not (docs/decisions/0039).
"""

import threading
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.exceptions import Busy
from core.outages.refusals import choose_retry_after

# For how long those without a seat wait, and how long a lock may stay where it is before nobody else joins them.
PATIENCE_SECONDS = 1.0


@dataclass
class Room:
    """Who waits for one thing: the number of threads, and since when none of them got it."""

    moved_at: float
    seated: int = 0


class WaitingRooms:
    """A room for each key, with so many `seats`; 0 for any number."""

    def __init__(self, seats: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.seats = seats
        self.clock = clock
        self.rooms: dict[Hashable, Room] = {}
        self.changed = threading.Condition()

    @contextmanager
    def enter(self, key: Hashable) -> Iterator[None]:
        """Runs the block, which waits for what `key` names, on a seat. Raises Busy when there is none in time.

        The block must end when the wait does: what was waited for may be kept for longer.
        """
        self.take_seat(key)
        has_got_it = False
        try:
            yield
            has_got_it = True
        finally:
            self.leave_seat(key, has_got_it=has_got_it)

    def take_seat(self, key: Hashable) -> None:
        arrived = self.clock()
        with self.changed:
            while self.is_full(key):
                left = min(arrived, self.rooms[key].moved_at) + PATIENCE_SECONDS - self.clock()
                if left <= 0:
                    raise Busy(choose_retry_after())
                self.changed.wait(left)
            self.rooms.setdefault(key, Room(self.clock())).seated += 1

    def is_full(self, key: Hashable) -> bool:
        return bool(self.seats) and key in self.rooms and self.rooms[key].seated >= self.seats

    def leave_seat(self, key: Hashable, *, has_got_it: bool) -> None:
        with self.changed:
            room = self.rooms[key]
            room.seated -= 1
            if has_got_it:
                room.moved_at = self.clock()
            if not room.seated:
                del self.rooms[key]
            self.changed.notify_all()
