"""Mails of the tests."""

from typing import Any

from mail.kinds import MailKind
from mail.models import Mail
from mail.services import queue_mail
from tests.world import World

# What the kinds need that are queued just to be delivered.
FACTS: dict[MailKind, dict[str, Any]] = {
    MailKind.ACCOUNT_CHANGED: {"change": "password"},
    MailKind.MESSAGE: {"subject": "Hello", "path": "", "sender": ""},
}


def queue_one(world: World, kind: MailKind = MailKind.ACCOUNT_CHANGED, *, address: str = "") -> Mail:
    return queue_mail(kind, world.sam, {"change": "password"}, address=address)[0]


def read_row(mail: Mail) -> tuple[str, int, str]:
    mail.refresh_from_db()
    return mail.status, mail.attempts, mail.last_error
