import json
import sys
import uuid
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.importing import PEOPLE, import_people
from accounts.models import Company
from config.importing import Outcome, refused, summary
from config.refusals import Refusal
from config.sheets import MAX_FILE_BYTES


class Command(BaseCommand):
    help = (
        "Takes the people of a CSV or XLSX file into a school, without passwords, and reports on each row. A file with "
        "a row that cannot be taken stores nothing and ends with status 1. "
        f"Columns: {', '.join(column.name for column in PEOPLE.columns)}."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--company", metavar="ID|NAME", required=True, help="the school")
        parser.add_argument("--dry-run", action="store_true", help="report only, store nothing")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        company = chosen_company(options["company"])
        is_rehearsal = options["dry_run"]
        try:
            lines = PEOPLE.read(content(options["file"]))
            with tqdm(lines, unit="row", file=sys.stderr, disable=None, leave=False) as progress:
                outcomes = import_people(lines=progress, company=company, by=None, is_rehearsal=is_rehearsal)
        except Refusal as refusal:
            raise CommandError(f"Nothing is stored. {refusal.message}") from refusal
        if options["json"]:
            self.stdout.write(as_json(outcomes, company=str(company.pk), dry_run=is_rehearsal))
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
        company = Company.objects.filter(pk=uuid.UUID(text)).first()
    except (ValueError, ValidationError):
        company = Company.objects.filter(name=text).first()
    if company is None:
        raise CommandError(f"There is no company with the id or name {text}.")
    return company


def content(file: Path) -> bytes:
    """The file, as far as one byte more than can be taken."""
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error


def as_json(outcomes: list[Outcome], **about: Any) -> str:
    rows = [
        {"row": outcome.number, "title": outcome.title, "result": outcome.fate, "errors": outcome.errors}
        for outcome in outcomes
    ]
    counts = {"new": 0, "present": 0, "refused": 0}
    for outcome in outcomes:
        counts[outcome.fate] += 1
    stored = not (about["dry_run"] or counts["refused"])
    return json.dumps({**about, "stored": stored, **counts, "rows": rows}, indent=2)
