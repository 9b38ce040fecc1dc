import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import DatabaseError

from accounts.companies import add_company_argument, list_companies
from core.commands import OperatorCommand, add_json_argument, build_progress_reporter, format_count
from core.exceptions import NotFound
from records.verification.checkpoints import UnreadableCheckpoint, read_checkpoint
from records.verification.findings import Finding, Report
from records.verification.run import verify_company

CLEAN, ALTERED, CANNOT_CHECK = 0, 1, 2


class Command(OperatorCommand):
    help = (
        "Recomputes the ledger of events and signatures, and compares current rows with what was recorded and signed. "
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
            "--checkpoint",
            metavar="FILE",
            type=Path,
            help="the file written by write_checkpoint; detects a truncated ledger",
        )
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            reports = verify_companies(options["company"], options["checkpoint"])
        except (NotFound, UnreadableCheckpoint, DatabaseError) as error:
            self.stderr.write(f"Cannot check: {error}")
            sys.exit(CANNOT_CHECK)
        if options["json"]:
            self.stdout.write(json.dumps([asdict(report) for report in reports], indent=2))
        else:
            for report in reports:
                self.print_report(report)
        sys.exit(get_exit_status(reports))

    def print_report(self, report: Report) -> None:
        counts = f"{format_count(report.events, 'event')}, {format_count(report.signatures, 'signature')}"
        self.stdout.write(f"{report.company}: {counts}: {describe_state(report)}.")
        for finding in report.findings:
            place = f"at {finding.seq}, " if finding.seq is not None else ""
            self.stdout.write(self.style.ERROR(f"  ALTERED {place}{finding.object}: {finding.what}."))
        if report.unrecorded:
            number = format_count(report.unrecorded, "object")
            self.stdout.write(f"  Without a recorded state, and not compared: {number}. Run record_baseline.")
        if report.redacted:
            number = format_count(report.redacted, "event")
            self.stdout.write(f"  Redacted when a record was deleted, as a sealed event lists: {number}.")
        if report.unverifiable:
            number = format_count(report.unverifiable, "event")
            self.stdout.write(f"  Sealed with a key that is not in RECORDS_KEYS: {number}.")


def describe_state(report: Report) -> str:
    """The result in a few words."""
    if report.findings:
        return f"ALTERED, {format_count(len(report.findings), 'finding')}"
    is_partial = report.unverifiable or report.unrecorded
    return "in order as far as it could be checked" if is_partial else "in order"


def verify_companies(company: str | None, checkpoint: Path | None) -> list[Report]:
    """A report for each school, or the chosen one. Raises NotFound and UnreadableCheckpoint."""
    heads = read_checkpoint(checkpoint) if checkpoint else {}
    progress = build_progress_reporter("events")
    reports = [verify_company(row, heads.pop(str(row.pk), None), progress=progress) for row in list_companies(company)]
    # The heads that are left belong to schools that are gone, unless only one school was chosen.
    if company is None:
        reports += [build_vanished_report(company_id) for company_id in heads]
    return reports


def build_vanished_report(company_id: str) -> Report:
    """The report of a school that is in the checkpoint but not in the database."""
    finding = Finding(None, f"accounts.company:{company_id}", "the school of the checkpoint is gone")
    return Report(company_id, "(gone)", findings=[finding])


def get_exit_status(reports: list[Report]) -> int:
    """An alteration outweighs what could not be checked; rows without a baseline are no failure."""
    if any(report.findings for report in reports):
        return ALTERED
    return CANNOT_CHECK if any(report.unverifiable for report in reports) else CLEAN
