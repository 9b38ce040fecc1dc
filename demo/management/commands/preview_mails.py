from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import OperatorCommand, format_count
from demo.mail_previews import write_previews


class Command(OperatorCommand):
    help = (
        "Writes every kind of mail in every language as HTML and text, with the data of the demo school, to look at. "
        "Sends nothing, and leaves the database as it was."
    )
    examples = "preview_mails --out var/mails"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")

    def handle(self, *args: Any, **options: Any) -> None:
        files = write_previews(options["out"])
        self.stdout.write(f"Wrote {format_count(len(files), 'file')} to {options['out']}; see index.html.")
