from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.utils import timezone

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, build_progress_reporter
from trainings.enrollments.expiring import notify_of_expiry

MAX_DAYS = 3650


class Command(OperatorCommand):
    help = (
        "Tells students and managers, by an in-app message, of finished trainings whose validity is over, and with "
        "--days-before of those that end soon. For cron, once a night. Nobody is told the same twice, and what one "
        "night missed the next one makes up for. The managers of a school get one message with all of them."
    )
    examples = """
expire_enrollments --days-before 30
expire_enrollments --days-before 90 --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--days-before",
            type=parse_days,
            default=0,
            metavar="DAYS",
            help="remind of what ends within so many days; several runs with different numbers remind several times",
        )
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        told = notify_of_expiry(
            timezone.now(),
            days_before=options["days_before"],
            is_dry_run=options["dry_run"],
            watch=build_progress_reporter("schools"),
        )
        text = f"Told of {told.expired} trainings that are no longer valid, and of {told.expiring} that soon are not."
        if options["dry_run"]:
            text = f"Dry run, nobody was told. {text}"
        self.print_outcome(text, {**told._asdict(), "dry_run": options["dry_run"]}, as_json=options["json"])


def parse_days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_DAYS):
        raise ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MAX_DAYS}")
    return int(text)
