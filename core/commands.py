"""What the operator's commands share: help with examples, `--json`, `--dry-run`, progress, errors in one sentence."""

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser, DjangoHelpFormatter
from django.db import OperationalError, transaction
from tqdm import tqdm

from core.exceptions import DomainError
from core.origin import detect_command_origin, use_origin
from core.startup import get_first_line

DJANGO_OPTIONS = "options of every Django command"

# A log of a nightly command stays short, and still shows that the command is alive.
SECONDS_BETWEEN_LOG_LINES = 30

Row = TypeVar("Row")
# Iterates over rows (their number comes second) and reports progress; `iterate_silently` reports nothing.
ProgressReporter = Callable[[Iterable[Row], int], Iterable[Row]]


class HelpFormatter(DjangoHelpFormatter):
    """Keeps the line breaks of the examples below the help."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith("examples:"):
            return text
        return super()._fill_text(text, width, indent)


class OperatorCommand(BaseCommand):
    """A command for people and for scripts. Exit status 0: done; 1: failed, with a sentence on stderr.

    `examples` are command lines without `manage.py`, one per line. With `--json`, stdout is one JSON document; errors
    and progress go to stderr.
    """

    examples = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        lines = "\n".join(f"  python manage.py {line}" for line in self.examples.strip().splitlines())
        kwargs |= {"formatter_class": HelpFormatter, "epilog": f"examples:\n{lines}" if lines else None}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_base_argument(self, parser: Any, *args: Any, **kwargs: Any) -> None:
        """Lists Django's own options below ours, under a title of their own."""
        groups = [group for group in parser._action_groups if group.title == DJANGO_OPTIONS]
        group = groups[0] if groups else parser.add_argument_group(DJANGO_OPTIONS)
        super().add_base_argument(group, *args, **kwargs)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Runs the command. A domain error or an unreachable database ends it with a sentence, not a traceback.

        Whatever it records has a command or cron as its origin (`core.origin`).
        """
        origin = detect_command_origin(dict(os.environ))
        try:
            with use_origin(origin.channel, origin.operator):
                return super().execute(*args, **options)
        except DomainError as error:
            raise CommandError(error.sentence) from error
        except OperationalError as error:
            raise CommandError(f"The database is unreachable: {get_first_line(error)}.") from error

    def print_outcome(self, sentence: str, facts: Any, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(facts, indent=2, ensure_ascii=False) if as_json else sentence)


def add_json_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON, for scripts")


def add_dry_run_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="report what would be done without changing anything")


@contextmanager
def roll_back_if_dry_run(is_dry_run: bool) -> Iterator[None]:
    """Runs the block in one transaction, which a dry run rolls back at the end.

    So a dry run raises whatever the real run would raise.
    """
    with transaction.atomic():
        yield
        if is_dry_run:
            transaction.set_rollback(True)


def read_file(file: Path, *, max_bytes: int) -> bytes:
    """The content of the file, at most one byte more than allowed: enough for the caller to see that it is too large.

    Raises CommandError when the file cannot be read.
    """
    try:
        with file.open("rb") as opened:
            return opened.read(max_bytes + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def format_count(number: int, noun: str) -> str:
    """`1 school`, `2 schools`; for nouns with a plural in -s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def build_progress_reporter(unit: str, *, step: int = 1) -> ProgressReporter[Any]:
    """A progress reporter on stderr; each row counts as `step` of `unit`.

    It shows a bar on a terminal, and elsewhere, where a bar would fill a log with thousands of lines, a line every half
    minute.
    """

    def report(rows: Iterable[Any], total: int) -> Iterable[Any]:
        return (iterate_with_bar if sys.stderr.isatty() else iterate_with_log_lines)(rows, total, unit, step)

    return report


def iterate_with_bar(rows: Iterable[Any], total: int, unit: str, step: int) -> Iterator[Any]:
    with tqdm(total=total, unit=f" {unit}", file=sys.stderr) as bar:
        for row in rows:
            yield row
            bar.update(min(step, total - bar.n))


def iterate_with_log_lines(rows: Iterable[Any], total: int, unit: str, step: int) -> Iterator[Any]:
    """Prints nothing when all is done within the first half minute."""
    reported_at = time.monotonic()
    for count, row in enumerate(rows, start=1):
        yield row
        if time.monotonic() - reported_at >= SECONDS_BETWEEN_LOG_LINES:
            reported_at = time.monotonic()
            print(f"{min(count * step, total)} of {total} {unit}", file=sys.stderr, flush=True)  # noqa: T201


def iterate_silently(rows: Iterable[Any], total: int) -> Iterable[Any]:
    return rows
