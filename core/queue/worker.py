"""The worker: a thread for each queue and one for the ticks, until it is told to stop."""

import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, InterfaceError, connections

from core.queue import liveness
from core.queue.connections import close_connection, drop_broken_connection
from core.queue.lanes import Lane, Outcome
from core.queue.queues import QUEUES, TICKS, Tick
from core.startup import get_first_line

logger = logging.getLogger("downwind.queue")

POLL_SECONDS = 0.5  # how long a row waits at most in a queue where nothing else does
BEAT_SECONDS = 0.5
# Longer than an SMTP server may take to reply: what is being sent when the worker is stopped is sent to its end.
STOPS_WITHIN_SECONDS = 50


class Worker:
    """Processes every registered queue. `stop` may be called from a signal handler.

    A handler runs between two instructions of the main thread, which may hold the lock of `stopping` at that moment. So
    `stop` only sets a flag, and the main thread tells the others.
    """

    def __init__(self, parent: int | None = None) -> None:
        """`parent` is the process that supervises this one; without it, the worker stops."""
        self.parent = parent
        self.lanes = [Lane(queue) for queue in QUEUES.values()]
        self.is_told_to_stop = False
        self.stopping = threading.Event()

    def stop(self) -> None:
        """Makes `run` return when the rows in hand are processed."""
        self.is_told_to_stop = True

    def run(self) -> bool:
        """Processes queues until `stop`. False if a thread ended by itself, or a row could not be finished in time."""
        threads = [self.start_thread(lane.queue.name, partial(self.run_lane, lane)) for lane in self.lanes]
        threads.append(self.start_thread("ticks", self.run_ticks))
        logger.info("The worker has started: %s.", ", ".join(QUEUES))
        while not self.is_told_to_stop and not self.is_orphaned():
            time.sleep(BEAT_SECONDS)
            if not all(thread.is_alive() for thread in threads):
                logger.error("A thread of the worker has ended.")
                return False
            liveness.beat()
            self.renew_leases()
        self.stopping.set()
        return self.join_threads(threads)

    def is_orphaned(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent

    def start_thread(self, name: str, work: Callable[[], None]) -> threading.Thread:
        """A daemon thread: one that hangs must not keep the process alive."""

        def run() -> None:
            try:
                work()
            finally:
                connections.close_all()

        thread = threading.Thread(target=run, name=name, daemon=True)
        thread.start()
        return thread

    def join_threads(self, threads: list[threading.Thread]) -> bool:
        """Waits until the rows in hand are processed, and keeps their leases meanwhile."""
        give_up_at = time.monotonic() + STOPS_WITHIN_SECONDS
        while (alive := [thread for thread in threads if thread.is_alive()]) and time.monotonic() < give_up_at:
            alive[0].join(BEAT_SECONDS)
            self.renew_leases()
        if alive:
            logger.warning("Stopped before the end of: %s.", ", ".join(thread.name for thread in alive))
        else:
            logger.info("The worker has stopped.")
        return not alive

    def run_lane(self, lane: Lane) -> None:
        while not self.stopping.is_set():
            outcome = lane.take_step()
            if outcome is not Outcome.PROCESSED:
                self.stopping.wait(lane.wait_seconds or POLL_SECONDS)
        lane.queue.rest()

    def renew_leases(self) -> None:
        try:
            drop_broken_connection()
            for lane in self.lanes:
                lane.renew_lease()
        except (DatabaseError, InterfaceError) as error:
            logger.warning("A lease could not be renewed: %s", get_first_line(error))
            close_connection()

    def run_ticks(self) -> None:
        due = {tick.name: time.monotonic() for tick in TICKS.values()}
        while not self.stopping.wait(POLL_SECONDS):
            for tick in TICKS.values():
                if time.monotonic() >= due[tick.name] and not self.stopping.is_set():
                    run_tick(tick)
                    due[tick.name] = time.monotonic() + tick.every.total_seconds()

    def run_once(self) -> dict[str, Outcome]:
        """Runs each tick, then processes what is due; returns how each queue ended."""
        for tick in TICKS.values():
            run_tick(tick)
        return {lane.queue.name: self.drain_lane(lane) for lane in self.lanes}

    def drain_lane(self, lane: Lane) -> Outcome:
        outcome = Outcome.PROCESSED
        while outcome in (Outcome.PROCESSED, Outcome.LIMITED) and not self.is_told_to_stop:
            time.sleep(min(lane.wait_seconds, BEAT_SECONDS))
            outcome = lane.take_step()
            self.renew_leases()
        lane.queue.rest()
        return outcome


def run_tick(tick: Tick) -> bool:
    """Calls the function of a tick. An error is logged, and the next call is made as planned."""
    try:
        drop_broken_connection()
        tick.function()
    except Exception as error:
        close_connection()
        if isinstance(error, (DatabaseError, InterfaceError)):
            logger.warning("The tick %s: the database: %s", tick.name, get_first_line(error))
        else:
            logger.exception("The tick %s failed.", tick.name)
        return False
    return True
