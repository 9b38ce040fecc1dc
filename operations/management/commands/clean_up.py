from argparse import ArgumentParser
from typing import Any

from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument
from operations.cleaning import clean_up

# What people read. The keys are those of `--json`, which scripts have parsed since before the words changed.
LABELS = {
    "kept_answers": "idempotency records",
    "ended_sessions_of_the_API": "ended API sessions",
    "ended_sessions_of_the_admin": "ended admin sessions",
    "counted_guesses": "login attempt counts",
    "mails": "mails",
    "one_time_codes": "expired codes",
    "logins": "logins in the lists of their users",
    "webhook_deliveries": "webhook deliveries",
    "background_jobs": "exports and imports",
    "sessions_of_inspectors": "sessions of inspectors",
    "abandoned_uploads": "unreferenced uploads",
    "merged_counts": "superfluous rows of counts",
}


class Command(OperatorCommand):
    help = (
        "Deletes expired data: idempotency records (24 hours); exports, imports, login attempts and unreferenced "
        "uploads older than a day; sessions, one-time codes and webhook deliveries that ended a month ago; mails that "
        "were sent or given up 90 days ago; logins older than a year. Adds up the rows of counts. Training records are "
        "never deleted. Schedule it once a night; it can be repeated at any time."
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
        deleted = clean_up(is_dry_run=is_dry_run)
        verb = "would be deleted" if is_dry_run else "deleted"
        lines = [f"{count} {LABELS[key]} {verb}." for key, count in deleted.items()]
        self.print_outcome("\n".join(lines), {**deleted, "dry_run": is_dry_run}, as_json=options["json"])
