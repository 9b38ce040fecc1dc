from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.checkpoints import write_checkpoint
from records.schools import chosen_companies
from records.verification import verify


class Command(BaseCommand):
    help = (
        "Writes where every school's ledger ends to FILE. Keep the file off this machine: with it, verify_records "
        "finds a cut tail or an older database put back. Refused while a ledger is not clean."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        altered = [company.name for company in chosen_companies(None) if verify(company).findings]
        if altered:
            raise CommandError(f"Not written: verify_records finds alterations in {', '.join(altered)}.")
        try:
            schools = write_checkpoint(options["file"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Wrote the heads of {schools} schools to {options['file']}.")
