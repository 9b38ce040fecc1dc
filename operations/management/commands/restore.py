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
        "Restores a backup into a fresh installation: DATABASE_URL must name an empty database on which not even "
        "migrate was run, and the directory of uploads must be empty. Everything is checked first; --dry-run stops "
        "there. After the restore, row counts and ledgers are compared with the manifest; then run migrate and "
        "verify_records. Exit status: 0 restored, 1 rejected or failed."
    )
    examples = """
restore /mnt/elsewhere/downwind-20270301-030000.tar --dry-run
restore /mnt/elsewhere/downwind-20270301-030000.tar
"""
    # The database is empty by requirement, so Django must not insist on migrations.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file created by backup")
        parser.add_argument(
            "--without-keys", action="store_true", help="restore even if a key of RECORDS_KEYS is missing"
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
            progress=build_progress_reporter("files"),
        )
        outcome = "Dry run, nothing was written. This can be restored:" if options["dry_run"] else "Restored"
        uploads = 0 if options["without_uploads"] else restored.files - 1
        rows = f"{format_count(restored.rows, 'row')} of {format_count(restored.schools, 'school')}"
        text = f"{outcome} {rows} and {format_count(uploads, 'uploaded file')}."
        text += f"\nBacked up at {restored.created_at} by version {restored.version}."
        if not options["dry_run"]:
            text += "\nNow run migrate, then verify_records with the checkpoint of this backup."
        self.print_outcome(text, {**asdict(restored), "dry_run": options["dry_run"]}, as_json=options["json"])
