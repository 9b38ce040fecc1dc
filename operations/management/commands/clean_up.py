from argparse import ArgumentParser
from typing import Any

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument
from operations.cleaning import clean_up


class Command(OperatorCommand):
    help = (
        "Removes what the server need not remember: answers kept for retries (24 hours), logins that ended a month "
        "ago, guesses at passwords and uploads that nothing shows, both older than a day. Records are never touched. "
        "For cron, once a night; it may run again at any time."
    )
    examples = """
clean_up
clean_up --dry-run --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        is_dry_run: bool = options["dry_run"]
        removed = clean_up(dry_run=is_dry_run)
        lines = [f"{count} {name} {'would be ' if is_dry_run else ''}removed." for name, count in removed.items()]
        facts = {name.replace(" ", "_"): count for name, count in removed.items()}
        self.print_outcome("\n".join(lines), {**facts, "dry_run": is_dry_run}, as_json=options["json"])
