import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import report
from demo.load_school.school import LoadResult, load_school
from demo.seeding import SCHOOLS, describe_school, seed_schools
from demo.story.people import PASSWORD


class Command(BaseCommand):
    help = (
        "Makes two demo schools full of life, with well-known logins. Schools that are there already are left alone. "
        "Refused in production, because everybody knows the password."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json",
            action="store_true",
            help="print ids, e-mails and a fresh API key of each manager; the key printed before stops working",
        )
        parser.add_argument(
            "--enrollments", type=int, metavar="N", help="also fill Load School up to N enrollments, to measure on"
        )
        parser.add_argument("--force", action="store_true", help="even in production")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IS_PRODUCTION and not options["force"]:
            raise CommandError("This is a production server; the demo school has well-known passwords. (--force)")
        if options["enrollments"] is not None and options["enrollments"] < 1:
            raise CommandError("--enrollments takes a number from 1 on.")
        is_new = seed_schools()
        load = load_school(options["enrollments"]) if options["enrollments"] else None
        self.stdout.write(format_json(load) if options["json"] else report.format_seeded(is_new, load))


def format_json(load: LoadResult | None) -> str:
    schools = {short_name: describe_school(short_name) for short_name in SCHOOLS}
    told: dict[str, Any] = {"password": PASSWORD, "schools": schools}
    if load:
        told["load"] = load.as_dict()
    return json.dumps(told, indent=2, ensure_ascii=False)
