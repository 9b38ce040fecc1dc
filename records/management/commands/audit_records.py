import json
import sys
from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.db import DatabaseError
from django.utils import timezone

from accounts.companies import add_company_argument, list_companies
from accounts.models import Company
from core.commands import OperatorCommand, add_json_argument, build_progress_reporter, format_count
from core.exceptions import NotFound
from evidence.readiness.rules import Lapse, find_lapses


class Command(OperatorCommand):
    help = (
        "Lists what an inspector could find: unsigned classes, missing evidence, overdue enrollments. "
        "Exit status: 0 everything is in order, 1 something is listed, 2 it could not be checked."
    )

    examples = """
audit_records
audit_records --company "Alpine Flight School" --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_company_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lapses = find_lapses_by_company(list_companies(options["company"]))
        except (NotFound, DatabaseError) as error:
            self.stderr.write(str(error))
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps([row for rows in lapses.items() for row in serialise_lapses(*rows)], indent=2))
        else:
            for company, rows in lapses.items():
                self.print_lapses(company, rows)
        sys.exit(1 if any(lapses.values()) else 0)

    def print_lapses(self, company: Company, rows: list[Lapse]) -> None:
        summary = f"{format_count(len(rows), 'problem')} found" if rows else "all in order"
        self.stdout.write(f"{company}: {summary}.")
        # The lapses come rule by rule (evidence.readiness), as `groupby` needs them.
        for rule, group in groupby(rows, key=lambda lapse: lapse.rule):
            self.stdout.write(f"  {rule.sentence}")
            for lapse in group:
                self.stdout.write(f"    {lapse.obj} ({lapse.where})")


def find_lapses_by_company(companies: list[Company]) -> dict[Company, list[Lapse]]:
    now = timezone.now()
    return {
        company: list(find_lapses(company, now))
        for company in build_progress_reporter("schools")(companies, len(companies))
    }


def serialise_lapses(company: Company, rows: list[Lapse]) -> list[dict[str, str]]:
    return [
        {"company": str(company.pk), "rule": lapse.rule.name, "object": lapse.where, "name": str(lapse.obj)}
        for lapse in rows
    ]
