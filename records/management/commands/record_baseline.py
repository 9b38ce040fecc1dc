from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.companies import add_company_argument, list_companies
from accounts.models import Company
from core.commands import (
    OperatorCommand,
    add_dry_run_argument,
    add_json_argument,
    build_progress_reporter,
    format_count,
)
from records.verification.baseline import count_unrecorded, record_baseline
from records.verification.run import verify_company


class Command(OperatorCommand):
    help = (
        "Records the state of all rows that have none in the ledger, once for each school, so that verify_records can "
        "compare them. Run it after the upgrade; further runs do nothing. Rejected for a school in whose ledger "
        "verify_records finds alterations."
    )

    examples = """
record_baseline
record_baseline --company "Alpine Flight School" --dry-run
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_company_argument(parser)
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        companies = list_companies(options["company"])
        is_dry_run = options["dry_run"]
        counts = {company.name: self.process_company(company, is_dry_run) for company in companies}
        done = "Dry run, nothing was written. To record:" if is_dry_run else "Recorded"
        text = f"{done} {format_count(sum(counts.values()), 'object')} of {format_count(len(counts), 'school')}."
        self.print_outcome(text, {"objects": counts, "dry_run": is_dry_run}, as_json=options["json"])

    def process_company(self, company: Company, is_dry_run: bool) -> int:
        number = count_unrecorded(company)
        if is_dry_run:
            return number
        # A baseline vouches for the rows as they are: of a ledger that was altered already it would hide the traces.
        if number and verify_company(company, progress=build_progress_reporter("events")).findings:
            raise CommandError(f"Not recorded: verify_records finds alterations in {company.name}.")
        return record_baseline(company, progress=build_progress_reporter("batches"))
