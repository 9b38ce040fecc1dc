import sys
from argparse import ArgumentParser
from typing import Any

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, format_count
from exams import clock
from exams.models import Attempt
from exams.sitting.settling import settle_overdue_attempts


class Command(OperatorCommand):
    help = (
        "Grades every expired exam attempt with the answers given in time. For cron, every few minutes; running it "
        "twice, or while requests are served, grades nothing twice. Exit status: 0 all graded; 1 some could not be "
        "graded: those are listed, the reason is in the log, and the others are graded."
    )
    examples = """
settle_attempts
settle_attempts --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dry_run"]:
            overdue = Attempt.objects.overdue(clock.now()).count()
            text = f"Dry run: {format_count(overdue, 'attempt')} to be graded. None was."
            self.print_outcome(text, {"overdue": overdue, "dry_run": True}, as_json=options["json"])
            return
        failed: list[Attempt] = []
        settled, locked = settle_overdue_attempts(on_failure=failed.append)
        ids = [str(attempt.pk) for attempt in failed]
        text = f"{format_count(settled, 'attempt')} graded; {locked} locked and left for the next run."
        if failed:
            text += f"\n{len(failed)} could not be graded: {', '.join(ids)}"
        self.print_outcome(text, {"settled": settled, "in_use": locked, "failed": ids}, as_json=options["json"])
        if failed:
            sys.exit(1)
