"""What the operator's commands share: help with examples, `--json`, `--dry-run`, progress, refusals in words."""

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

SECONDS_BETWEEN_LINES = 30

Row = TypeVar("Row")
# Goes through rows and shows how far it has come; `iterate_silently` shows nothing.
ProgressReporter = Callable[[Iterable[Row], int], Iterable[Row]]


class HelpFormatter(DjangoHelpFormatter):
    """Leaves the lines of the examples below the help as they were written."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text.startswith("examples:"):
            return text
        return super()._fill_text(text, width, indent)


class OperatorCommand(BaseCommand):
    """A command for people and for scripts. Exit status 0: done; 1: refused or failed, with a sentence on stderr.

    `examples` are command lines without `manage.py`, one a line. With `--json` there is one JSON document on stdout and
    nothing else; refusals and progress go to stderr.
    """

    examples = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        lines = "\n".join(f"  python manage.py {line}" for line in self.examples.strip().splitlines())
        kwargs |= {"formatter_class": HelpFormatter, "epilog": f"examples:\n{lines}" if lines else None}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_base_argument(self, parser: Any, *args: Any, **kwargs: Any) -> None:
        """Django's own options stand below ours, under a title that says whose they are."""
        groups = [group for group in parser._action_groups if group.title == DJANGO_OPTIONS]
        group = groups[0] if groups else parser.add_argument_group(DJANGO_OPTIONS)
        super().add_base_argument(group, *args, **kwargs)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """As ever; a refusal of a service and a database that went away end as a sentence.

        What it does is on record as done by a command, or by the clock (`core.origin`).
        """
        origin = detect_command_origin(dict(os.environ))
        try:
            with use_origin(origin.channel, origin.operator):
                return super().execute(*args, **options)
        except DomainError as refusal:
            raise CommandError(format_error(refusal)) from refusal
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {get_first_line(error)}.") from error

    def print_outcome(self, sentence: str, facts: Any, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(facts, indent=2, ensure_ascii=False) if as_json else sentence)


def add_json_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON, for scripts")


def add_dry_run_argument(parser: ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")


@contextmanager
def roll_back_if_dry_run(is_dry_run: bool) -> Iterator[None]:
    """What is done inside is done in one transaction; in a dry run it is taken back at the end.

    So a dry run refuses what the real run would refuse.
    """
    with transaction.atomic():
        yield
        if is_dry_run:
            transaction.set_rollback(True)


def read_file(file: Path, *, max_bytes: int) -> bytes:
    """The file, as far as one byte more than can be taken; a CommandError when it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(max_bytes + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def format_count(number: int, noun: str) -> str:
    """`1 school`, `2 schools`; for nouns whose plural is made with an s."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def format_error(refusal: DomainError) -> str:
    """A refusal as one line."""
    return refusal.sentence


def build_progress_reporter(unit: str, *, step: int = 1) -> ProgressReporter[Any]:
    """Watches rows on stderr, each worth `step` of `unit`: with a bar on a terminal; elsewhere, where a bar would be
    thousands of lines of a log, with a line every half minute."""

    def watch(rows: Iterable[Any], total: int) -> Iterable[Any]:
        return (show_bar if sys.stderr.isatty() else print_occasionally)(rows, total, unit, step)

    return watch


def show_bar(rows: Iterable[Any], total: int, unit: str, step: int) -> Iterator[Any]:
    with tqdm(total=total, unit=f" {unit}", file=sys.stderr) as bar:
        for row in rows:
            yield row
            bar.update(min(step, total - bar.n))


def print_occasionally(rows: Iterable[Any], total: int, unit: str, step: int) -> Iterator[Any]:
    """Nothing for what is done within the first half minute."""
    told = time.monotonic()
    for count, row in enumerate(rows, start=1):
        yield row
        if time.monotonic() - told >= SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            print(f"{min(count * step, total)} of {total} {unit}", file=sys.stderr, flush=True)  # noqa: T201


def iterate_silently(rows: Iterable[Any], total: int) -> Iterable[Any]:
    return rows
