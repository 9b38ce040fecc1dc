from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.commands import (
    OperatorCommand,
    add_dry_run_argument,
    add_json_argument,
    build_progress_reporter,
    format_count,
)
from operations.backup.restoring import restore_backup


class Command(OperatorCommand):
    help = (
        "Puts a backup into a fresh installation: DATABASE_URL must name an empty database, on which not even migrate "
        "was run, and the directory of uploads must be empty. Everything is checked first, --dry-run stops there. "
        "Afterwards row counts and ledgers are compared with the manifest; then run migrate and verify_records. Exit "
        "status: 0 restored, 1 refused or failed."
    )
    examples = """
restore /mnt/elsewhere/downwind-20270301-030000.tar --dry-run
restore /mnt/elsewhere/downwind-20270301-030000.tar
"""
    # The database is empty, and nothing of it is looked at before the backup is in it.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="made by backup")
        parser.add_argument(
            "--without-keys", action="store_true", help="restore although a key of RECORDS_KEYS is lost"
        )
        parser.add_argument("--without-uploads", action="store_true", help="leave the directory of uploads as it is")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        restored = restore_backup(
            options["file"],
            without_keys=options["without_keys"],
            without_uploads=options["without_uploads"],
            is_dry_run=options["dry_run"],
            watch=build_progress_reporter("files"),
        )
        done = "Dry run, nothing was written. This can be restored:" if options["dry_run"] else "Restored"
        uploads = 0 if options["without_uploads"] else restored.files - 1
        rows = f"{format_count(restored.rows, 'row')} of {format_count(restored.schools, 'school')}"
        text = f"{done} {rows} and {format_count(uploads, 'uploaded file')}."
        text += f"\nBacked up at {restored.created_at} by version {restored.version}."
        if not options["dry_run"]:
            text += "\nNow run migrate, and then verify_records, with the checkpoint that belongs to this backup."
        self.print_outcome(text, {**asdict(restored), "dry_run": options["dry_run"]}, as_json=options["json"])
