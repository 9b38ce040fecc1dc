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
AGES = struct.Struct("qq")


class Generations:
    """The age of the youngest worker that was created, and of the youngest that is ready. Ages count upwards."""

    def __init__(self) -> None:
        self.shared = mmap.mmap(-1, AGES.size)

    def read(self) -> tuple[int, int]:
        created, ready = AGES.unpack_from(self.shared)
        return created, ready

    def record_created(self, age: int) -> None:
        AGES.pack_into(self.shared, 0, age, self.read()[1])

    def record_ready(self, age: int) -> None:
        created, ready = self.read()
        AGES.pack_into(self.shared, 0, created, max(ready, age))

    def has_younger(self, age: int) -> bool:
        return self.read()[0] > age

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
        return self.generations.has_younger(self.age)

    def must_wait(self) -> bool:
        return time.monotonic() < self.give_up_at and self.generations.is_successor_loading(self.age)
