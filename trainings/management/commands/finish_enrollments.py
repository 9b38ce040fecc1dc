from argparse import ArgumentParser
from typing import Any

from core.commands import (
    OperatorCommand,
    add_dry_run_argument,
    add_json_argument,
    build_progress_reporter,
    format_count,
)
from trainings.enrollments.finishing import finish_due


class Command(OperatorCommand):
    help = (
        "Finishes enrollments that are complete but were not finished, because a class has begun whose attendance was "
        "recorded before, or because a training has opened. For cron, once a night; a second run changes nothing."
    )
    examples = """
finish_enrollments
finish_enrollments --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run: bool = options["dry_run"]
        number = finish_due(is_dry_run=is_dry_run, progress=build_progress_reporter("batches"))
        if is_dry_run:
            text = f"Dry run: {format_count(number, 'enrollment')} to be finished. None was."
            self.print_outcome(text, {"to_finish": number, "dry_run": True}, as_json=options["json"])
        else:
            self.print_outcome(
                f"Finished {format_count(number, 'enrollment')}.", {"finished": number}, as_json=options["json"]
            )
