"""How old the data of the standby is at most.

A thread notes each second how far the log of the primary has come, and then how far the standby has replayed it. All
that was committed when the primary was at a position is in a standby that has replayed that position. So no clocks are
compared, a primary on which nothing happens is no lag, and a standby that lost its primary grows old.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError

from core.startup import get_first_line

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0  # between two measurements
# The standby answers a measurement within milliseconds. After this time it hangs, and whoever waits for it is freed.
PATIENCE_SECONDS = 2.0
# For how long after the last question the thread goes on; longer than a statement may take, whose thread it frees.
REST_SECONDS = 120.0
OUTAGES = (DatabaseError, InterfaceError)


class Freshness:
    """Of the standby of one process. `ask_primary` and `ask_standby` return positions in the log and raise what the
    database raises; `disconnect` ends all connections to the standby."""

    def __init__(
        self,
        ask_primary: Callable[[], int],
        ask_standby: Callable[[], int],
        disconnect: Callable[[], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.ask_primary, self.ask_standby, self.disconnect = ask_primary, ask_standby, disconnect
        self.clock = clock
        self.lock = threading.Lock()
        self.samples: deque[tuple[float, int]] = deque(maxlen=600)
        self.as_of: float | None = None
        self.asked_at = 0.0
        self.thread: threading.Thread | None = None

    def is_within(self, seconds: float) -> bool:
        """Whether the standby has all that was committed so many seconds ago. Nobody waits for a measurement: until the
        first one, and after a rest, it is not known, and the answer is no."""
        self.keep_measuring()
        as_of = self.as_of
        return as_of is not None and self.clock() - as_of <= seconds

    def keep_measuring(self) -> None:
        with self.lock:
            self.asked_at = self.clock()
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self.measure_repeatedly, daemon=True)
                self.thread.start()

    def measure_repeatedly(self) -> None:
        while self.is_wanted():
            self.measure()
            time.sleep(PAUSE_SECONDS)

    def is_wanted(self) -> bool:
        """False once, at the end of the thread: the next question starts another one."""
        with self.lock:
            if self.clock() < self.asked_at + REST_SECONDS:
                return True
            self.thread = None
            return False

    def measure(self) -> None:
        began = self.clock()
        watch = threading.Timer(PATIENCE_SECONDS, self.give_up)
        watch.daemon = True
        try:
            self.samples.append((began, self.ask_primary()))
            watch.start()
            replayed = self.ask_standby()
        except OUTAGES as error:
            if self.as_of is not None:  # not again each second
                logger.warning("The standby is not used: %s", get_first_line(error))
            self.distrust()
        else:
            self.as_of = max((at for at, position in self.samples if position <= replayed), default=None)
        finally:
            watch.cancel()

    def give_up(self) -> None:
        """The standby hangs. Its connections are open and would stay so; those who wait at them go to the primary."""
        logger.warning("The standby does not answer.")
        self.distrust()
        self.disconnect()

    def distrust(self) -> None:
        """Until the next measurement."""
        self.as_of = None
