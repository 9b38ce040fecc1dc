from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import OperatorCommand, add_json_argument, build_progress_reporter, format_count
from operations.backup.creating import Backup, create_backup
from operations.backup.directory import Directory
from operations.backup.encryption import read_recipients
from operations.backup.places import Place, build_name, delete_old_backups

MOST_DAYS = 36_500


class Command(OperatorCommand):
    help = (
        "Writes the whole installation to one tar file: the database as of one moment, the uploaded files, and a "
        "manifest with digests, row counts and the heads of the ledgers, sealed with a key of RECORDS_KEYS. The server "
        "stays available. A checkpoint (.heads.json) is written beside it, for verify_records after a restore. "
        "The file contains personal data and only its owner can read it; with BACKUP_RECIPIENTS it is encrypted. "
        "It does not contain SECRET_KEY and RECORDS_KEYS: store those in a third place. With PostgreSQL, the command "
        "needs pg_dump of the server's version or newer, and a direct connection, not one through PgBouncer."
    )
    examples = """
backup /var/backups/downwind/ --keep-days 14
backup /mnt/elsewhere/before-upgrade.tar --json
backup --to-bucket --keep-days 30
"""

    def add_arguments(self, parser: ArgumentParser) -> None:
        place = parser.add_mutually_exclusive_group(required=True)
        place.add_argument(
            "target", type=Path, nargs="?", help="a new file, or a directory for a file named after the time"
        )
        place.add_argument(
            "--to-bucket", action="store_true", help="send it to the bucket of BACKUP_URL, under a name after the time"
        )
        parser.add_argument(
            "--keep-days",
            type=int,
            default=0,
            metavar="N",
            help="afterwards delete backups there that are named after a time and older than N days; 0: none",
        )
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        keep_days, target = options["keep_days"], options["target"]
        check_keep_days(keep_days, target)
        recipients = read_recipients()
        place, name = choose_place(target, is_encrypted=bool(recipients))
        backup = create_backup(place, name, recipients=recipients, progress=build_progress_reporter("files"))
        deleted = delete_old_backups(place, keep_days, except_for=name) if keep_days else []
        facts = {
            "file": backup.name,
            "checkpoint": backup.checkpoint,
            "files": backup.files,
            "rows": backup.rows,
            "bytes": backup.bytes,
            "encrypted": bool(recipients),
            "deleted": deleted,
        }
        text = describe_backup(backup, is_encrypted=bool(recipients), deleted=len(deleted))
        self.print_outcome(text, facts, as_json=options["json"])


def check_keep_days(keep_days: int, target: Path | None) -> None:
    """Raises CommandError for a number that is none of days, or a target with no backups named after a time."""
    if not 0 <= keep_days <= MOST_DAYS:
        raise CommandError(f"--keep-days is {keep_days}; it must be from 0 to {MOST_DAYS}.")
    if keep_days and target and not target.is_dir():
        raise CommandError("--keep-days is for a directory or the bucket, not for a file.")


def choose_place(target: Path | None, *, is_encrypted: bool) -> tuple[Place, str]:
    """Where the backup goes, and under which name. Without a target it goes to the bucket."""
    if target is None:
        from operations.backup.bucket import Bucket  # boto takes a while to load, and most servers have no bucket

        return Bucket(), build_name(is_encrypted=is_encrypted)
    if target.is_dir():
        return Directory(target), build_name(is_encrypted=is_encrypted)
    return Directory(target.parent), target.name


def describe_backup(backup: Backup, *, is_encrypted: bool, deleted: int) -> str:
    contents = f"{format_count(backup.rows, 'row')} and {format_count(backup.files - 1, 'uploaded file')}"
    text = f"Backed up {contents} to {backup.name} ({backup.bytes} bytes)."
    text += f"\nIts checkpoint: {backup.checkpoint}. Keep a copy of it elsewhere."
    if is_encrypted:
        text += "\nIt is encrypted: keep the private key, and RECORDS_KEYS, in a third place."
    else:
        text += "\nIt contains personal data: store it encrypted on another machine, and the keys in a third place."
    return text + (f"\nDeleted {format_count(deleted, 'older file')}." if deleted else "")
