"""The mail backend of a server without a mail server: each mail becomes a file, and a line on the console."""

import logging
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from core.models import new_id

logger = logging.getLogger("downwind.mail")

LINK = re.compile(r"https?://[^\s<>\"]+")
MOST_LINKS = 3
UNSAFE = re.compile(r"[^0-9A-Za-z-]")


class FolderBackend(BaseEmailBackend):
    """Writes mails to `EMAIL_FILE_PATH`, named by their Message-ID: in the order in which they were queued.

    A mail that is sent twice replaces its file.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            file = write_message(message, Path(settings.EMAIL_FILE_PATH))
            logger.info("%s", describe_message(message, file))
        return len(email_messages)


def write_message(message: EmailMessage, folder: Path) -> Path:
    """Writes the file under another name first: whoever watches the folder sees whole files only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = UNSAFE.sub("", message.extra_headers.get("Message-ID", "").partition("@")[0]) or str(new_id())
    file = folder / f"{name}.eml"
    partial = file.with_suffix(".partial")
    partial.write_bytes(message.message().as_bytes())
    return partial.replace(file)


def describe_message(message: EmailMessage, file: Path) -> str:
    """One line. A production server leaves out the links, which open accounts."""
    links = [] if settings.IS_PRODUCTION else LINK.findall(str(message.body))[:MOST_LINKS]
    return " ".join([f"Mail to {', '.join(message.to)}: {message.subject}", *links, f"({file})"])
