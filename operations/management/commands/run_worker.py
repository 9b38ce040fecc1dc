import os
import signal
from argparse import ArgumentParser
from functools import partial
from types import FrameType
from typing import Any

from django.core.management.base import CommandError

from core.commands import OperatorCommand, add_json_argument, format_count
from core.queue import liveness
from core.queue.lanes import Outcome
from core.queue.supervisor import Supervisor
from core.queue.worker import Worker

ENDED_WELL = {Outcome.NOTHING, Outcome.PROCESSED, Outcome.LIMITED}


class Command(OperatorCommand):
    help = (
        "Delivers mail and runs background jobs until SIGTERM or Ctrl-C; what is being processed then is finished. "
        "Several workers may run at once. A worker that is killed loses nothing: another one, or the next, continues."
    )
    examples = """
run_worker
run_worker --once --json
run_worker --check
"""
    # They import the whole URL configuration, which no queue needs.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="process what is due now, and exit")
        how.add_argument(
            "--check", action="store_true", help="only check whether a worker runs here: exit status 0 if so, else 1"
        )
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            check_worker()
            self.print_outcome("A worker is running.", {"running": True}, as_json=options["json"])
            return
        check_directory()
        if options["once"]:
            worker = Worker()
            stop_on_signals(worker, signal.SIGTERM, signal.SIGINT)
            self.run_once(worker, as_json=options["json"])
        elif not Supervisor(partial(run_worker, os.getpid())).run():
            raise CommandError("The worker ended before its work.")

    def run_once(self, worker: Worker, *, as_json: bool) -> None:
        """Raises CommandError if a queue could not be processed, so that cron reports it."""
        outcomes = worker.run_once()
        processed = {lane.queue.name: lane.processed for lane in worker.lanes}
        self.print_outcome(f"{format_count(sum(processed.values()), 'row')} processed.", processed, as_json=as_json)
        failed = [f"{name}: {outcome.value}" for name, outcome in outcomes.items() if outcome not in ENDED_WELL]
        if failed:
            raise CommandError(f"{'; '.join(failed)}.")


def check_worker() -> None:
    """Raises CommandError if no worker of this directory has been alive lately."""
    if not liveness.is_alive():
        raise CommandError(f"No worker has been alive here for {liveness.FRESH_SECONDS} seconds.")


def check_directory() -> None:
    """Raises CommandError if the worker could not record which mails were sent."""
    try:
        liveness.beat()
    except OSError as error:
        raise CommandError(
            f"{error.filename} cannot be written: {error.strerror}. QUEUE_DIR says where it is."
        ) from error


def run_worker(supervisor: int) -> bool:
    """Works until SIGTERM, or until the process `supervisor` is gone; false if the worker ended before its work."""
    worker = Worker(parent=supervisor)
    stop_on_signals(worker, signal.SIGTERM)
    return worker.run()


def stop_on_signals(worker: Worker, *numbers: signal.Signals) -> None:
    """Each of the signals stops the worker after the rows in hand; the second one ends the process at once."""

    def handle_signal(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        worker.stop()

    for number in numbers:
        signal.signal(number, handle_signal)
