from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from core.commands import (
    OperatorCommand,
    add_dry_run_argument,
    add_json_argument,
    build_progress_reporter,
    format_count,
)
from instructors.warnings import warn_of_expiry


class Command(OperatorCommand):
    help = (
        "Sends instructors a message and a mail 60, 30 and 7 days before a rating, medical or other qualification "
        "expires, and when it has; each manager gets one message about all of the school. For cron, once a night. "
        "Nothing is sent twice, and a run sends what earlier runs missed."
    )
    examples = """
warn_of_expiring_qualifications
warn_of_expiring_qualifications --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run: bool = options["dry_run"]
        number = warn_of_expiry(timezone.now(), is_dry_run=is_dry_run, progress=build_progress_reporter("schools"))
        text = format_count(number, "warning")
        text = f"Dry run: {text} to be sent. None was." if is_dry_run else f"Sent {text}."
        self.print_outcome(text, {"warnings": number, "dry_run": is_dry_run}, as_json=options["json"])
