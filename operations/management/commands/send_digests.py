from argparse import ArgumentParser
from typing import Any

from django.utils import timezone

from core.commands import OperatorCommand, add_json_argument, format_count
from office.digests.sending import send_digests


class Command(OperatorCommand):
    help = (
        "Sends the weekly digest of what is waiting to the managers who want it, on Monday morning in the time of each "
        "school. For cron, at least every few hours. Nothing is sent twice."
    )
    examples = """
send_digests
send_digests --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        number = send_digests(timezone.now())
        self.print_outcome(f"Sent {format_count(number, 'digest')}.", {"digests": number}, as_json=options["json"])
