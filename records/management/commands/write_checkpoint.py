from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.companies import chosen_companies
from core.commands import OperatorCommand, add_json_argument, count_text, progress
from records.verification.checkpoints import present_heads, write_checkpoint
from records.verification.run import verify


class Command(OperatorCommand):
    help = (
        "Writes where every school's ledger ends to FILE. Keep the file off this machine: with it, verify_records "
        "finds a cut tail or an older database put back. Refused while a ledger is not clean."
    )

    examples = "write_checkpoint /mnt/elsewhere/heads.json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="replaced when it exists")
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        watch = progress("events")
        altered = [row.name for row in chosen_companies(None) if verify(row, watch=watch).findings]
        if altered:
            raise CommandError(f"Not written: verify_records finds alterations in {', '.join(altered)}.")
        try:
            schools = write_checkpoint(options["file"], present_heads())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        facts = {"schools": schools, "file": str(options["file"])}
        text = f"Wrote the heads of {count_text(schools, 'school')} to {options['file']}."
        self.say(text, facts, as_json=options["json"])
