import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.companies import get_company
from accounts.models import Company
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, build_progress_reporter, read_file
from core.exceptions import DomainError, NotFound
from core.tables.reading import MAX_FILE_BYTES
from office.imports.base import Outcome, list_rejected, summarise
from office.imports.people import PEOPLE, import_people


class Command(OperatorCommand):
    help = (
        "Takes the people of a CSV or XLSX file into a school, without passwords, and reports on each row. A file with "
        "a row that cannot be taken stores nothing and ends with status 1. "
        f"Columns: {', '.join(column.name for column in PEOPLE.columns)}."
    )
    examples = """
import_users intake.csv --company "Alpine Flight School" --dry-run
import_users intake.xlsx --company "Alpine Flight School" --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--company", metavar="ID|NAME", required=True, help="the school")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        company = parse_company(options["company"])
        is_dry_run = options["dry_run"]
        try:
            lines = PEOPLE.read(read_file(options["file"], max_bytes=MAX_FILE_BYTES))
            watched = build_progress_reporter("rows")(lines, len(lines))
            outcomes = import_people(lines=watched, company=company, by=None, is_dry_run=is_dry_run)
        except DomainError as refusal:
            raise CommandError(f"Nothing is stored. {refusal.message}") from refusal
        if options["json"]:
            self.stdout.write(json.dumps(build_report(outcomes, company=str(company.pk), dry_run=is_dry_run), indent=2))
        else:
            self.tell(outcomes)
        if list_rejected(outcomes):
            raise CommandError(summarise(outcomes, is_dry_run=is_dry_run))
        if not options["json"]:
            self.stdout.write(f"{company}: {summarise(outcomes, is_dry_run=is_dry_run)}")

    def tell(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.stdout.write(f"{outcome.number:5} {outcome.status:7} {outcome.title}")
            for column, texts in outcome.errors.items():
                self.stdout.write(f"      {column}: {' '.join(texts)}")


def parse_company(text: str) -> Company:
    """The school with this id or name, or a CommandError."""
    try:
        return get_company(text)
    except NotFound as refusal:
        raise CommandError(f"There is no company with the id or name {text}.") from refusal


def build_report(outcomes: list[Outcome], **about: Any) -> dict[str, Any]:
    rows = [
        {"row": outcome.number, "title": outcome.title, "result": outcome.status, "errors": outcome.errors}
        for outcome in outcomes
    ]
    counts = {"new": 0, "present": 0, "refused": 0}
    for outcome in outcomes:
        counts[outcome.status] += 1
    stored = not (about["dry_run"] or counts["refused"])
    return {**about, "stored": stored, **counts, "rows": rows}
