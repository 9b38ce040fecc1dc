from argparse import ArgumentParser
from typing import Any

from accounts.companies import create_company, find_company_by_name
from core.commands import OperatorCommand, add_dry_run_argument, add_json_argument, roll_back_if_dry_run


class Command(OperatorCommand):
    help = (
        "Creates a school. All other data belongs to a school; create its first user with create_user. Prints the "
        "school's id. The time zone determines the school's calendar days."
    )
    examples = """
create_company "Alpine Flight School" --timezone Europe/Vienna
create_company "Alpine Flight School" --timezone Europe/Vienna --if-missing --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the name printed on certificates, at most 200 characters")
        parser.add_argument("--timezone", required=True, metavar="TZ", help="an IANA time zone, e.g. Europe/Vienna")
        parser.add_argument("--if-missing", action="store_true", help="do nothing if a school with this name exists")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        company = find_company_by_name(options["name"]) if options["if_missing"] else None
        is_new = company is None
        if company is None:
            with roll_back_if_dry_run(options["dry_run"]):
                company = create_company(name=options["name"], timezone_id=options["timezone"])
        facts = {"id": str(company.pk), "name": company.name, "timezone": company.timezone_id, "created": is_new}
        if options["dry_run"]:
            facts |= {"id": None if is_new else facts["id"], "created": False, "dry_run": True}
        self.print_outcome(describe_outcome(company.name, facts, is_new), facts, as_json=options["json"])


def describe_outcome(name: str, facts: dict[str, Any], is_new: bool) -> str:
    if not is_new:
        return f"{name} already exists with the id {facts['id']}."
    if "dry_run" in facts:
        return f"Dry run: {name} can be created. Nothing was stored."
    return f"Created {name} with the id {facts['id']}."
