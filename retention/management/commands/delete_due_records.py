from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.companies import get_company
from core import clock
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, format_count
from retention.deleting.services import delete_each
from retention.querysets import due_for_deletion


class Command(OperatorCommand):
    help = (
        "Deletes the records of one school that are due for deletion, each as a whole, for ever, with an event in the "
        "ledger that proves it. Leaves out those that a legal hold keeps. Needs --yes, or --dry-run to see what it "
        "would delete. Never run it from cron: somebody has to look first (list_due_records)."
    )
    examples = """
delete_due_records --company "Alpine Flight School" --dry-run
delete_due_records --company "Alpine Flight School" --yes
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", metavar="ID|NAME", required=True, help="the school")
        parser.add_argument(
            "--yes", action="store_true", help="delete them; without it, and --dry-run, nothing is done"
        )
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["yes"] == options["dry_run"]:
            raise CommandError("Say either --dry-run or --yes.")
        company = get_company(options["company"])
        due: list[Any] = list(due_for_deletion(company, clock.now()))  # with `is_held`
        ids = [row.pk for row in due if not row.is_held]
        facts: dict[str, Any] = {"records": list(map(str, ids)), "held": len(due) - len(ids)}
        held = f" {format_count(facts['held'], 'record')} kept by a legal hold." if facts["held"] else ""
        if options["dry_run"]:
            text = f"Dry run: {format_count(len(ids), 'record')} to be deleted. None was.{held}"
            self.print_outcome(text, {**facts, "dry_run": True}, as_json=options["json"])
            return
        outcome = delete_each(ids, company, None)
        facts |= {
            "records": list(map(str, outcome.deleted)),
            "forgotten": outcome.forgotten,
            "refused": {str(id): why for id, why in outcome.refused.items()},
            "dry_run": False,
        }
        text = f"Deleted {format_count(len(outcome.deleted), 'record')}, and forgot {outcome.forgotten} of the people."
        refused = "".join(f"\n  Not {id}: {why}" for id, why in facts["refused"].items())
        self.print_outcome(f"{text}{held}{refused}", facts, as_json=options["json"])
