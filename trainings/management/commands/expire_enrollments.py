from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.utils import timezone

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, build_progress_reporter
from trainings.enrollments.expiring import notify_of_expiry

MAX_DAYS = 3650  # ten years: longer than any rating is valid


class Command(OperatorCommand):
    help = (
        "Sends students and managers in-app messages about finished trainings that have expired, and with "
        "--days-before about those that expire soon. For cron, once a night. Nothing is sent twice, and a run sends "
        "what earlier runs missed. Each manager gets one message about all trainings of the school."
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
            help="also remind of trainings that expire within DAYS days; each smaller number reminds once more",
        )
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run: bool = options["dry_run"]
        counts = notify_of_expiry(
            timezone.now(),
            days_before=options["days_before"],
            is_dry_run=is_dry_run,
            progress=build_progress_reporter("schools"),
        )
        text = f"{counts.expired} expired and {counts.expiring} expiring trainings"
        text = f"Dry run: notices about {text} to be sent. None was." if is_dry_run else f"Sent notices about {text}."
        self.print_outcome(text, {**counts._asdict(), "dry_run": is_dry_run}, as_json=options["json"])


def parse_days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_DAYS):
        raise ArgumentTypeError(f"{text!r} is not a number of days from 1 to {MAX_DAYS}")
    return int(text)
