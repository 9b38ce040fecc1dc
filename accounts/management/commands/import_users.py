import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.companies import find_company
from accounts.models import Company
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, content_of, progress
from core.exceptions import NotFound, Refusal
from core.tables.reading import MAX_FILE_BYTES
from office.imports.base import Outcome, refused, summary
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
        company = chosen_company(options["company"])
        is_rehearsal = options["dry_run"]
        try:
            lines = PEOPLE.read(content_of(options["file"], max_bytes=MAX_FILE_BYTES))
            watched = progress("rows")(lines, len(lines))
            outcomes = import_people(lines=watched, company=company, by=None, is_rehearsal=is_rehearsal)
        except Refusal as refusal:
            raise CommandError(f"Nothing is stored. {refusal.message}") from refusal
        if options["json"]:
            self.stdout.write(json.dumps(as_facts(outcomes, company=str(company.pk), dry_run=is_rehearsal), indent=2))
        else:
            self.tell(outcomes)
        if refused(outcomes):
            raise CommandError(summary(outcomes, is_rehearsal=is_rehearsal))
        if not options["json"]:
            self.stdout.write(f"{company}: {summary(outcomes, is_rehearsal=is_rehearsal)}")

    def tell(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.stdout.write(f"{outcome.number:5} {outcome.fate:7} {outcome.title}")
            for column, texts in outcome.errors.items():
                self.stdout.write(f"      {column}: {' '.join(texts)}")


def chosen_company(text: str) -> Company:
    """The school with this id or name, or a CommandError."""
    try:
        return find_company(text)
    except NotFound as refusal:
        raise CommandError(f"There is no company with the id or name {text}.") from refusal


def as_facts(outcomes: list[Outcome], **about: Any) -> dict[str, Any]:
    rows = [
        {"row": outcome.number, "title": outcome.title, "result": outcome.fate, "errors": outcome.errors}
        for outcome in outcomes
    ]
    counts = {"new": 0, "present": 0, "refused": 0}
    for outcome in outcomes:
        counts[outcome.fate] += 1
    stored = not (about["dry_run"] or counts["refused"])
    return {**about, "stored": stored, **counts, "rows": rows}
