import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import report
from demo.load_school.loading import LoadResult, load_school
from demo.scenarios.people import PASSWORD
from demo.seeding import SCHOOLS, describe_school, seed_schools


class Command(BaseCommand):
    help = (
        "Creates two demo schools with data in every state and well-known logins. Existing schools are not changed. "
        "Rejected in production, because the password is public."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json",
            action="store_true",
            help="print ids, e-mail addresses and a new API key for each manager; the previous key is revoked",
        )
        parser.add_argument(
            "--enrollments", type=int, metavar="N", help="also fill Load School up to N enrollments, for load tests"
        )
        parser.add_argument("--force", action="store_true", help="create them even in production")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION and not options["force"]:
            raise CommandError("This is a production server; the demo school has well-known passwords. (--force)")
        if options["enrollments"] is not None and options["enrollments"] < 1:
            raise CommandError("--enrollments must be at least 1.")
        is_new = seed_schools()
        load = load_school(options["enrollments"]) if options["enrollments"] else None
        self.stdout.write(format_json(load) if options["json"] else report.format_seeded(is_new, load))


def format_json(load: LoadResult | None) -> str:
    schools = {short_name: describe_school(short_name) for short_name in SCHOOLS}
    output: dict[str, Any] = {"password": PASSWORD, "schools": schools}
    if load:
        output["load"] = load.as_dict()
    return json.dumps(output, indent=2, ensure_ascii=False)
