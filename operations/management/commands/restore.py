from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.commands import (
    OperatorCommand,
    add_dry_run_argument,
    add_json_argument,
    build_progress_reporter,
    format_count,
)
from operations.backup.directory import Directory
from operations.backup.encryption import read_identities
from operations.backup.places import Place, build_checkpoint_name
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
restore /mnt/elsewhere/downwind-20270301-030000.tar.age --identity /root/backup-key.txt
restore downwind-20270301-030000.tar.age --from-bucket --identity /root/backup-key.txt --checkpoint heads.json
"""
    # The database is empty by requirement, so Django must not insist on migrations.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a file created by backup, or with --from-bucket the name of one")
        parser.add_argument("--from-bucket", action="store_true", help="the file is in the bucket of BACKUP_URL")
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="the private key that opens an encrypted backup"
        )
        parser.add_argument(
            "--checkpoint", type=Path, metavar="FILE", help="with --from-bucket: where to write its checkpoint"
        )
        parser.add_argument(
            "--without-keys", action="store_true", help="restore even if a key of RECORDS_KEYS is missing"
        )
        parser.add_argument("--without-uploads", action="store_true", help="leave the directory of uploads as it is")
        add_dry_run_argument(parser)
        add_json_argument(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        place, name = choose_backup(options["file"], is_in_bucket=options["from_bucket"])
        identities = read_identities(options["identity"]) if options["identity"] else []
        if options["checkpoint"]:
            copy_checkpoint(name, options["checkpoint"], is_in_bucket=options["from_bucket"])
        restored = restore_backup(
            place,
            name,
            identities=identities,
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


def choose_backup(file: str, *, is_in_bucket: bool) -> tuple[Place, str]:
    if is_in_bucket:
        from operations.backup.bucket import Bucket  # boto takes a while to load, and most servers have no bucket

        return Bucket(), file
    return Directory(Path(file).parent), Path(file).name


def copy_checkpoint(name: str, target: Path, *, is_in_bucket: bool) -> None:
    """Raises CommandError without a bucket, and if the file cannot be written."""
    if not is_in_bucket:
        raise CommandError("--checkpoint is for --from-bucket: elsewhere the checkpoint is beside the backup.")
    from operations.backup.bucket import Bucket

    try:
        target.write_bytes(Bucket().read_checkpoint(build_checkpoint_name(name)))
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {error.strerror}.") from error
