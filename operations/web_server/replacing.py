"""When a worker that was told to stop may stop: not before a younger one that replaces it can take requests.

At a reload gunicorn starts new workers and stops the old ones at once, but a new one needs seconds to load the
application. The master creates every worker object before it forks, so that an anonymous map that is shared by all
processes tells the old ones what became of the new.
"""

import mmap
import struct
import time

# A younger worker that is not ready by then does not start at all.
MAX_LOADING_SECONDS = 20.0
# How long the others keep their places for one that leaves by itself, whose successor gunicorn creates after its end.
MAX_LEAVING_SECONDS = 40.0
AGES = struct.Struct("qq")
REPLACED = struct.Struct("q")
LEAVING = struct.Struct("qd")


class Generations:
    """The age of the youngest worker that was created, and of the youngest that is ready. Ages count upwards.

    Also which workers a reload replaces, and whether one that leaves by itself has no successor yet.
    """

    def __init__(self) -> None:
        self.shared = mmap.mmap(-1, AGES.size + REPLACED.size + LEAVING.size)

    def read(self) -> tuple[int, int]:
        created, ready = AGES.unpack_from(self.shared)
        return created, ready

    def record_created(self, age: int) -> None:
        AGES.pack_into(self.shared, 0, age, self.read()[1])

    def record_ready(self, age: int) -> None:
        created, ready = self.read()
        AGES.pack_into(self.shared, 0, created, max(ready, age))

    def record_reload(self) -> None:
        """In the master: all workers that it has created so far are replaced."""
        REPLACED.pack_into(self.shared, AGES.size, self.read()[0])

    def is_replaced(self, age: int) -> bool:
        """Whether a reload replaces this worker. Younger ones say nothing: most workers have younger neighbours."""
        (replaced,) = REPLACED.unpack_from(self.shared, AGES.size)
        return bool(age <= replaced)

    def record_leaving(self) -> None:
        LEAVING.pack_into(
            self.shared, AGES.size + REPLACED.size, self.read()[0], time.monotonic() + MAX_LEAVING_SECONDS
        )

    def is_one_leaving(self) -> bool:
        """Whether a worker leaves, and the one that is created for it is not ready yet."""
        created, until = LEAVING.unpack_from(self.shared, AGES.size + REPLACED.size)
        return bool(self.read()[1] <= created and time.monotonic() < until)

    def is_successor_loading(self, age: int) -> bool:
        """Whether the youngest worker is younger than this one and not ready yet."""
        created, ready = self.read()
        return created > max(age, ready)


class StopRequest:
    """The signal to stop that a worker of this age has got: it is obeyed when a successor is ready."""

    def __init__(self, generations: Generations, age: int) -> None:
        self.generations = generations
        self.age = age
        self.give_up_at = time.monotonic() + MAX_LOADING_SECONDS

    @property
    def has_successor(self) -> bool:
        """Whether this worker is replaced, and not the whole server told to stop."""
        return self.generations.is_replaced(self.age)

    def must_wait(self) -> bool:
        return time.monotonic() < self.give_up_at and self.generations.is_successor_loading(self.age)
