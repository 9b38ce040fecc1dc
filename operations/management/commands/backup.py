from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from core.commands import OperatorCommand, add_json_argument, build_progress_reporter, format_count
from operations.backup.creating import create_backup


class Command(OperatorCommand):
    help = (
        "Writes the whole installation to one tar file: the database as of one moment, the uploaded files, and a "
        "manifest with digests, row counts and the heads of the ledgers, sealed with a key of RECORDS_KEYS. The server "
        "stays available. A checkpoint (.heads.json) is written beside it, for verify_records after a restore. "
        "The file contains personal data and only its owner can read it; store it encrypted on another machine. "
        "It does not contain SECRET_KEY and RECORDS_KEYS: store those in a third place. With PostgreSQL, the command "
        "needs pg_dump of the server's version or newer, and a direct connection, not one through PgBouncer."
    )
    examples = """
backup /var/backups/downwind/
backup /mnt/elsewhere/before-upgrade.tar --json
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("target", type=Path, help="a new file, or a directory for a file named after the time")
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        backup = create_backup(options["target"], progress=build_progress_reporter("files"))
        facts = {
            "file": str(backup.path),
            "checkpoint": str(backup.checkpoint),
            "files": backup.files,
            "rows": backup.rows,
            "bytes": backup.bytes,
        }
        contents = f"{format_count(backup.rows, 'row')} and {format_count(backup.files - 1, 'uploaded file')}"
        text = f"Backed up {contents} to {backup.path} ({backup.bytes} bytes)."
        text += f"\nIts checkpoint: {backup.checkpoint}. Keep a copy of it elsewhere."
        text += "\nIt contains personal data: store it encrypted on another machine, and the keys in a third place."
        self.print_outcome(text, facts, as_json=options["json"])
