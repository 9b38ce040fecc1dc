import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from exams.settling import settle_overdue


class Command(BaseCommand):
    help = (
        "Grades every exam attempt whose time ran out, on what was answered in time. For cron, every few minutes; "
        "running it twice, or beside live requests, grades nothing twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the numbers as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        settled, left_alone = settle_overdue()
        if options["json"]:
            self.stdout.write(json.dumps({"settled": settled, "in_use": left_alone}))
        else:
            self.stdout.write(f"{settled} attempts graded, {left_alone} in use at the moment and left to the next run.")
