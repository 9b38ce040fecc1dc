"""The journal: the ids of mails that a mail server has accepted, written before the database learns of it.

A process that is killed after the server's reply and before its commit leaves the id here; the next attempt at the mail
finds it and sends nothing (docs/decisions/0017). One file for each day, so that old ones can be deleted. It is not
synced to disk: a machine that loses power loses it no more often than the commit that follows.
"""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

# Longer than a mail is tried (Queue.give_up_after), and than two workers' clocks differ.
KEPT_FOR = timedelta(days=2)


def get_folder() -> Path:
    return Path(settings.QUEUE_DIR)


def get_file_name(moment: datetime) -> str:
    return f"mail-{moment:%Y-%m-%d}.journal"


def record_acceptance(mail_id: uuid.UUID) -> None:
    """Appends the id with one system call: several workers may write at once, and a kill leaves no partial line."""
    file = get_folder() / get_file_name(timezone.now())
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{mail_id}\n".encode())
    finally:
        os.close(descriptor)


def read_accepted() -> set[str]:
    """The ids of all mails in the journal. A file that a power failure damaged is read as far as it can be."""
    files = get_folder().glob("mail-*.journal")
    return {word for file in files for word in file.read_text(errors="replace").split()}


def is_accepted(mail_id: uuid.UUID) -> bool:
    """Whether a mail server has accepted the mail."""
    return str(mail_id) in read_accepted()


def delete_old_files() -> None:
    oldest = get_file_name(timezone.now() - KEPT_FOR)
    for file in get_folder().glob("mail-*.journal"):
        if file.name < oldest:
            file.unlink(missing_ok=True)
