import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from accounts.companies import UnknownCompany, add_company_argument, chosen_companies
from core.commands import OperatorCommand, add_json_argument, build_progress_reporter, format_count
from records.verification.checkpoints import UnreadableCheckpoint, read_checkpoint
from records.verification.findings import Finding, Report
from records.verification.run import verify_company

CLEAN, ALTERED, CANNOT_CHECK = 0, 1, 2


class Command(OperatorCommand):
    help = (
        "Recomputes the ledger of signatures and events and compares live records with what was signed. "
        "Exit status: 0 clean, 1 something was altered, 2 it could not be checked (a key or the database is missing)."
    )

    examples = """
verify_records
verify_records --checkpoint /mnt/elsewhere/heads.json --json
verify_records --company "Alpine Flight School"
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_company_argument(parser)
        parser.add_argument(
            "--checkpoint", metavar="FILE", type=Path, help="made by write_checkpoint; finds a cut tail"
        )
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = verify_companies(options["company"], options["checkpoint"])
        except (UnknownCompany, UnreadableCheckpoint, DatabaseError) as error:
            self.stderr.write(f"Cannot check: {error}")
            sys.exit(CANNOT_CHECK)
        if options["json"]:
            self.stdout.write(json.dumps([asdict(report) for report in reports], indent=2))
        else:
            for report in reports:
                self.tell(report)
        sys.exit(get_exit_status(reports))

    def tell(self, report: Report) -> None:
        counts = f"{format_count(report.events, 'event')}, {format_count(report.signatures, 'signature')}"
        self.stdout.write(f"{report.company}: {counts}: {describe_state(report)}.")
        for finding in report.findings:
            place = f"at {finding.seq}, " if finding.seq is not None else ""
            self.stdout.write(self.style.ERROR(f"  ALTERED {place}{finding.object}: {finding.what}."))
        if report.unrecorded:
            number = format_count(report.unrecorded, "object")
            self.stdout.write(f"  Older than the record of rows, compared with nothing: {number}. Run record_baseline.")
        if report.unverifiable:
            number = format_count(report.unverifiable, "event")
            self.stdout.write(f"  Sealed with a key that is not in RECORDS_KEYS: {number}.")


def describe_state(report: Report) -> str:
    """The verdict in the words of a person who has to decide whether to call somebody."""
    if report.findings:
        return f"ALTERED, {format_count(len(report.findings), 'finding')}"
    is_partial = report.unverifiable or report.unrecorded
    return "in order as far as it could be checked" if is_partial else "in order"


def verify_companies(company: str | None, checkpoint: Path | None) -> list[Report]:
    heads = read_checkpoint(checkpoint) if checkpoint else {}
    watch = build_progress_reporter("events")
    reports = [verify_company(row, heads.pop(str(row.pk), None), watch=watch) for row in chosen_companies(company)]
    if company is None:
        reports += [build_vanished_report(company_id) for company_id in heads]
    return reports


def build_vanished_report(company_id: str) -> Report:
    """A school that the checkpoint knows and the database does not."""
    finding = Finding(None, f"accounts.company:{company_id}", "the school of the checkpoint is gone")
    return Report(company_id, "(gone)", findings=[finding])


def get_exit_status(reports: list[Report]) -> int:
    if any(report.findings for report in reports):
        return ALTERED
    return CANNOT_CHECK if any(report.unverifiable for report in reports) else CLEAN
