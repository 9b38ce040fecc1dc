from argparse import ArgumentParser
from typing import Any

from accounts.companies import add_company_argument, list_companies
from core import clock
from core.commands import OperatorCommand, add_json_argument, format_count
from core.timestamps import format_day
from retention.clock import get_due_day, get_end_day
from retention.querysets import due_for_deletion
from trainings.models import Enrollment


class Command(OperatorCommand):
    help = (
        "Lists the records of trainings that are due for deletion: their time of retention is over. Deletes nothing. "
        "Records that a legal hold keeps are marked."
    )
    examples = """
list_due_records
list_due_records --company "Alpine Flight School" --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_company_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        due = [row for company in list_companies(options["company"]) for row in due_for_deletion(company, now)]
        lines = [f"{format_count(len(due), 'record')} due for deletion.", *map(write_line, due)]
        self.print_outcome("\n".join(lines), {"records": [describe(row) for row in due]}, as_json=options["json"])


def write_line(row: Any) -> str:
    held = ", kept by a legal hold" if row.is_held else ""
    days = f"ended {get_end_day(row)}, due since {get_due_day(row)}"
    return f"  {row.pk} {row.company}: {row.user}, {row.training}, {days}{held}"


def describe(row: Enrollment) -> dict[str, Any]:
    return {
        "enrollment": str(row.pk),
        "company": row.company.name,
        "student": str(row.user),
        "training": row.training.name,
        "ended": format_day(get_end_day(row)),
        "due_since": format_day(get_due_day(row)),
        "held": getattr(row, "is_held", False),
    }
