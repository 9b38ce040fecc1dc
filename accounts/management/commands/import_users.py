import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import override

from accounts.companies import get_company
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, build_progress_reporter, read_file
from core.dates.locales import choose_locale
from core.exceptions import DomainError
from core.tables.reading import MAX_FILE_BYTES
from office.imports.base import Outcome, list_rejected, summarise
from office.imports.people import PEOPLE, import_people
from office.imports.reading import UnknownHeadings, read_upload
from office.imports.uploads import Upload

MAP_FIRST = "Or upload a file with these headings in the admin first, where a manager says what they mean."


class Command(OperatorCommand):
    help = (
        "Imports users of a school from a CSV or XLSX file, without passwords, and reports on each row. If a single "
        "row is invalid, nothing is stored and the exit status is 1. "
        "The file has our own headings, or those that the school has said the meaning of in the admin. "
        f"Columns: {', '.join(column.name for column in PEOPLE.columns)}."
    )
    examples = """
import_users intake.csv --company "Alpine Flight School" --dry-run
import_users intake.xlsx --company "Alpine Flight School" --invite --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--company", metavar="ID|NAME", required=True, help="the school")
        parser.add_argument("--invite", action="store_true", help="send each new user an invitation by mail")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        company = get_company(options["company"])
        is_dry_run = options["dry_run"]
        try:
            upload = Upload(read_file(options["file"], max_bytes=MAX_FILE_BYTES))
            rows = read_upload(PEOPLE, upload, company)[1]
            rows_with_progress = build_progress_reporter("rows")(rows, len(rows))
            with override(choose_locale("en", company.timezone_id)):  # how days are typed there
                outcomes = import_people(
                    rows=rows_with_progress,
                    company=company,
                    by=None,
                    is_dry_run=is_dry_run,
                    is_invited=options["invite"],
                )
        except UnknownHeadings as error:
            raise CommandError(f"Nothing was stored. {error.message} {MAP_FIRST}") from error
        except DomainError as error:
            raise CommandError(f"Nothing was stored. {error.message}") from error
        if options["json"]:
            self.stdout.write(json.dumps(build_report(outcomes, company=str(company.pk), dry_run=is_dry_run), indent=2))
        else:
            self.print_outcomes(outcomes)
        if list_rejected(outcomes):
            raise CommandError(summarise(outcomes, is_dry_run=is_dry_run))
        if not options["json"]:
            self.stdout.write(f"{company}: {summarise(outcomes, is_dry_run=is_dry_run)}")

    def print_outcomes(self, outcomes: list[Outcome]) -> None:
        for outcome in outcomes:
            self.stdout.write(f"{outcome.number:5} {outcome.status:7} {outcome.title}")
            for column, texts in outcome.errors.items():
                self.stdout.write(f"      {column}: {' '.join(texts)}")


def build_report(outcomes: list[Outcome], **facts: Any) -> dict[str, Any]:
    """The JSON report: `facts` of the import, counts by status, and each row."""
    rows = [
        {"row": outcome.number, "title": outcome.title, "result": outcome.status, "errors": outcome.errors}
        for outcome in outcomes
    ]
    counts = {"new": 0, "present": 0, "refused": 0}
    for outcome in outcomes:
        counts[outcome.status] += 1
    stored = not (facts["dry_run"] or counts["refused"])
    return {**facts, "stored": stored, **counts, "rows": rows}
