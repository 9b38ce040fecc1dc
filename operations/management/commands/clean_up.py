import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from operations.cleaning import clean_up


class Command(BaseCommand):
    help = (
        "Removes what the server need not remember: answers kept for retries (24 hours), logins that ended a month "
        "ago, guesses at passwords older than a day. Records are never touched. For cron, once a night."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count, and remove nothing")
        parser.add_argument("--json", action="store_true", help="print the numbers as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        removed = clean_up(dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({name.replace(" ", "_"): count for name, count in removed.items()}))
            return
        for name, count in removed.items():
            self.stdout.write(f"{count} {name} {'would be ' if options['dry_run'] else ''}removed.")
