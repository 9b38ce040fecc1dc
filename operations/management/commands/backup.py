from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import OperatorCommand, add_json_argument, build_progress_reporter, format_count
from operations.backup.creating import take_backup


class Command(OperatorCommand):
    help = (
        "Writes the whole installation to one tar file: the database as of one moment, uploaded files, and a manifest "
        "with their digests, row counts and the ends of the ledgers, sealed with a key of RECORDS_KEYS. People go on "
        "working meanwhile. Beside it goes its checkpoint, named .heads.json, for verify_records after a restore. "
        "The file holds everybody's personal data and is readable by its owner alone; keep it off "
        "this machine, encrypted. It does not hold SECRET_KEY and RECORDS_KEYS: keep those elsewhere. On PostgreSQL it "
        "needs pg_dump, at least of the server's version, and a direct connection, not one through PgBouncer."
    )
    examples = """
backup /var/backups/downwind/
backup /mnt/elsewhere/before-upgrade.tar --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a new file, or a directory, which gets a file named by the time")
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        made = take_backup(options["target"], watch=build_progress_reporter("files"))
        facts = {
            "file": str(made.path),
            "checkpoint": str(made.checkpoint),
            "files": made.files,
            "rows": made.rows,
            "bytes": made.bytes,
        }
        held = f"{format_count(made.rows, 'row')} and {format_count(made.files - 1, 'uploaded file')}"
        text = f"Backed up {held} to {made.path} ({made.bytes} bytes)."
        text += f"\nIts checkpoint: {made.checkpoint}. Keep a copy of it elsewhere."
        text += "\nIt holds personal data: keep it encrypted, off this machine, and the keys elsewhere again."
        self.print_outcome(text, facts, as_json=options["json"])
