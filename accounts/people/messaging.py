"""Messages that one person writes to another: in the product, and by mail to those who want that."""

import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications import SUBJECT_LENGTH
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from mail.kinds import MailKind
from mail.services import queue_mail
from records.canonical import sha256
from records.services import EventDraft, record_events

BODY_LENGTH = 5_000


@dataclass(frozen=True)
class MessageInput:
    """What a person writes; `path` of the API is what the message is about, or empty."""

    subject: str
    body: str
    path: str = ""


def send_message(*, recipient_id: int, message: MessageInput, by: User) -> Notification:
    """Sends a manager's message to somebody of the school. The mail about it has the whole text.

    The ledger records that it was sent, and of the text the digest alone: nothing is ever deleted from the ledger.
    Raises Forbidden for anyone below a manager, NotFound for a person the manager does not see, Conflict for one whose
    account is closed, and InvalidInput for `subject` and `body` that are empty or too long.
    """
    if not by.is_manager:
        raise Forbidden(_("Only managers send messages."))
    check_message(message)
    with transaction.atomic():
        visible = User.objects.visible_to(by).filter(pk=recipient_id)
        recipient = visible.select_for_update(of=("self",), no_key=True).first()
        if recipient is None:
            raise NotFound
        check_reachable(recipient)
        row = store_message(recipient, message, by)
        queue_mail(MailKind.MESSAGE, recipient, build_mail_facts(row))
        digest = sha256(f"{message.subject}\n{message.body}")
        event = EventDraft("message.sent", recipient, {"message": str(row.pk), "digest": digest})
        record_events(event, company_id=by.company_id, by=by)
    return row


def check_message(message: MessageInput) -> None:
    for name, text, limit in (("subject", message.subject, SUBJECT_LENGTH), ("body", message.body, BODY_LENGTH)):
        if not text.strip():
            raise InvalidInput.for_field(name, _("This field may not be blank."))
        if len(text) > limit:
            raise InvalidInput.for_field(name, _("At most %(limit)s characters.") % {"limit": limit})


def check_reachable(recipient: User) -> None:
    if not recipient.may_log_in:
        raise Conflict(_("The account of %(person)s is closed, so nobody would read it.") % {"person": recipient})


def store_message(recipient: User, message: MessageInput, by: User) -> Notification:
    return Notification.objects.create(
        company_id=recipient.company_id,
        recipient=recipient,
        sender=by,
        subject=message.subject,
        body=message.body,
        url=message.path,
        created_at=clock.now(),
    )


def build_mail_facts(row: Notification) -> dict[str, str]:
    """The button of the mail opens the message itself."""
    path = build_message_path(row.pk)
    return {"subject": row.subject, "body": row.body, "path": path, "sender": str(row.sender)}


def build_message_path(id: uuid.UUID) -> str:
    return f"/messages/messages/view/{id}.json"
