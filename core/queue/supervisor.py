"""Runs the worker in a child process, which outlives the process that is killed.

Between the moment at which a mail server accepts a mail and the moment at which the worker reads the reply, nobody can
know whether it was sent (docs/decisions/0017). So the process that people and service managers know by its PID only
supervises. If it is killed, the worker notices, finishes the rows in hand and ends; if the worker is killed, it is
started again.
"""

import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from types import FrameType

logger = logging.getLogger("downwind.queue")

SECONDS_BEFORE_RESTART = 1.0


class Supervisor:
    """Keeps one child process running until it is told to stop. Call `run` before any thread or connection exists."""

    def __init__(self, work: Callable[[], bool]) -> None:
        self.work = work
        self.child = 0
        self.is_told_to_stop = False

    def run(self) -> bool:
        """Runs `work` in a child until SIGTERM, Ctrl-C, or its end; returns what it returned. A child that was killed
        is started again."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop_child)
        while True:
            self.child = self.start_child()
            status = os.waitstatus_to_exitcode(os.waitpid(self.child, 0)[1])
            if status >= 0 or self.is_told_to_stop:
                return status == 0
            logger.error("The worker was killed by %s. It is started again.", signal.Signals(-status).name)
            time.sleep(SECONDS_BEFORE_RESTART)

    def stop_child(self, number: int, frame: FrameType | None) -> None:
        """Passes the signal on; the second one ends this process at once."""
        self.is_told_to_stop = True
        signal.signal(number, signal.SIG_DFL)
        if self.child:
            os.kill(self.child, signal.SIGTERM)

    def start_child(self) -> int:
        """Starts the child, and returns its PID in the parent; in the child it does not return."""
        pid = os.fork()
        if pid == 0:
            # A terminal sends Ctrl-C to both; the child is told by its parent.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            os._exit(run_child(self.work))
        return pid


def run_child(work: Callable[[], bool]) -> int:
    """The exit status of the child: 0 if `work` returned true."""
    try:
        return 0 if work() else 1
    except BaseException:
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
