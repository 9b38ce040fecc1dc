from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from accounts.companies import list_companies
from core.commands import OperatorCommand, add_json_argument, build_progress_reporter, format_count
from records.verification.checkpoints import read_heads, write_checkpoint
from records.verification.run import verify_company


class Command(OperatorCommand):
    help = (
        "Writes the head of every school's ledger to FILE. Keep the file on another machine: with it, verify_records "
        "detects a truncated ledger and an older copy of the database. Rejected while a ledger has alterations."
    )

    examples = "write_checkpoint /mnt/elsewhere/heads.json"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="overwritten if it exists")
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        progress = build_progress_reporter("events")
        altered = [row.name for row in list_companies(None) if verify_company(row, progress=progress).findings]
        if altered:
            raise CommandError(f"Not written: verify_records finds alterations in {', '.join(altered)}.")
        try:
            schools = write_checkpoint(options["file"], read_heads())
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be written: {error.strerror}.") from error
        facts = {"schools": schools, "file": str(options["file"])}
        text = f"Wrote the heads of {format_count(schools, 'school')} to {options['file']}."
        self.print_outcome(text, facts, as_json=options["json"])
