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
from trainings.enrollments.deadlines import DAYS_BEFORE, remind_of_deadlines


class Command(OperatorCommand):
    help = (
        "Sends students a message and a mail "
        f"{' and '.join(str(days) for days in sorted(DAYS_BEFORE, reverse=True))} days before the deadline of an "
        "enrollment that is not finished. For cron, once a night. Nothing is sent twice, and a run sends what earlier "
        "runs missed."
    )
    examples = """
remind_of_deadlines
remind_of_deadlines --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run: bool = options["dry_run"]
        number = remind_of_deadlines(timezone.now(), is_dry_run=is_dry_run, progress=build_progress_reporter("schools"))
        text = format_count(number, "reminder")
        text = f"Dry run: {text} to be sent. None was." if is_dry_run else f"Sent {text}."
        self.print_outcome(text, {"reminders": number, "dry_run": is_dry_run}, as_json=options["json"])
