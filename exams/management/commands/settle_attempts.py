import sys
from argparse import ArgumentParser
from typing import Any

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, format_count
from exams import clock
from exams.models import Attempt
from exams.sitting.settling import settle_overdue


class Command(OperatorCommand):
    help = (
        "Grades every exam attempt whose time ran out, on what was answered in time. For cron, every few minutes; "
        "running it twice, or beside live requests, grades nothing twice. Exit status: 0 all graded, 1 some could not "
        "be graded: they are named here, the reason stands in the log, and the others were graded all the same."
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
        settled, in_use = settle_overdue(on_failure=failed.append)
        ids = [str(attempt.pk) for attempt in failed]
        text = f"{format_count(settled, 'attempt')} graded, {in_use} in use at the moment and left to the next run."
        if failed:
            text += f"\n{len(failed)} could not be graded: {', '.join(ids)}"
        self.print_outcome(text, {"settled": settled, "in_use": in_use, "failed": ids}, as_json=options["json"])
        if failed:
            sys.exit(1)
