"""Messages that one person writes to others: in the product, and by mail to those who want that."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Notification, User
from accounts.notifications import SUBJECT_LENGTH
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from mail.kinds import MailKind
from mail.services import MailDraft, queue_mails
from records.canonical import sha256
from records.services import EventDraft, record_events

BODY_LENGTH = 5_000
MAX_RECIPIENTS = 100  # of one message: the manager reads their names first, and a mail goes to each
# A second click, or a retry, within this time sends nobody the same words again.
REPEATED_WITHIN = timedelta(minutes=1)


@dataclass(frozen=True)
class MessageInput:
    """What a person writes; `path` of the API is what the message is about, or empty."""

    subject: str
    body: str
    path: str = ""


def send_message(*, recipient_id: int, message: MessageInput, by: User) -> Notification:
    """Sends a manager's message to somebody of the school, as `send_messages` does."""
    return send_messages(recipient_ids=[recipient_id], message=message, by=by)[0]


def send_messages(*, recipient_ids: Collection[int], message: MessageInput, by: User) -> list[Notification]:
    """Sends a manager's message to people of the school, to each alone: all get it, or nobody. The mail about it has
    the whole text. Returns the messages in the order of the recipients' ids; whoever has just got the same one keeps it
    and gets no second.

    The ledger records for each that it was sent, and of the text the digest alone: nothing is ever deleted from the
    ledger. Raises Forbidden for anyone below a manager, NotFound for a person the manager does not see, Conflict for
    one whose account is closed, and InvalidInput for `subject` and `body` that are empty or too long and for
    `recipients` that are none or more than `MAX_RECIPIENTS`.
    """
    if not by.is_manager:
        raise Forbidden(_("Only managers send messages."))
    check_message(message)
    check_number(len(set(recipient_ids)))
    with transaction.atomic():
        recipients = lock_recipients(recipient_ids, by)
        sent = find_just_sent(recipients, message, by)
        new = store_messages([person for person in recipients if person.pk not in sent], message, by)
        queue_mails(MailDraft(MailKind.MESSAGE, row.recipient, build_mail_facts(row)) for row in new)
        record_events(*map(draft_event, new), company_id=by.company_id, by=by)
    sent |= {row.recipient_id: row for row in new}
    return [sent[person.pk] for person in recipients]


def check_message(message: MessageInput) -> None:
    for name, text, limit in (("subject", message.subject, SUBJECT_LENGTH), ("body", message.body, BODY_LENGTH)):
        if not text.strip():
            raise InvalidInput.for_field(name, _("This field may not be blank."))
        if len(text) > limit:
            raise InvalidInput.for_field(name, _("At most %(limit)s characters.") % {"limit": limit})


def check_number(count: int) -> None:
    if not 1 <= count <= MAX_RECIPIENTS:
        text = _("A message goes to 1 to %(limit)s people at a time.") % {"limit": MAX_RECIPIENTS}
        raise InvalidInput.for_field("recipients", text)


def lock_recipients(ids: Collection[int], by: User) -> list[User]:
    """In the order of their ids, so that two managers with overlapping lists cannot deadlock."""
    visible = User.objects.visible_to(by).filter(pk__in=ids).select_related("company")
    recipients = list(visible.order_by("pk").select_for_update(of=("self",), no_key=True))
    if len(recipients) < len(set(ids)):
        raise NotFound
    for person in recipients:
        check_reachable(person)
    return recipients


def check_reachable(recipient: User) -> None:
    if not recipient.may_log_in:
        raise Conflict(_("The account of %(person)s is closed, so nobody would read it.") % {"person": recipient})


def find_just_sent(recipients: list[User], message: MessageInput, by: User) -> dict[int, Notification]:
    """The messages of these words that the manager has just sent, by recipient. Locked rows: of two clicks at once, the
    second sees what the first has sent."""
    rows = Notification.objects.filter(
        recipient__in=recipients,
        sender=by,
        subject=message.subject,
        body=message.body,
        url=message.path,
        created_at__gt=clock.now() - REPEATED_WITHIN,
    )
    return {row.recipient_id: row for row in rows}


def store_messages(recipients: list[User], message: MessageInput, by: User) -> list[Notification]:
    now = clock.now()
    return Notification.objects.bulk_create(
        Notification(
            company_id=person.company_id,
            recipient=person,
            sender=by,
            subject=message.subject,
            body=message.body,
            url=message.path,
            created_at=now,
        )
        for person in recipients
    )


def draft_event(row: Notification) -> EventDraft:
    digest = sha256(f"{row.subject}\n{row.body}")
    return EventDraft("message.sent", row.recipient, {"message": str(row.pk), "digest": digest})


def build_mail_facts(row: Notification) -> dict[str, str]:
    """The button of the mail opens the message itself."""
    path = build_message_path(row.pk)
    return {"subject": row.subject, "body": row.body, "path": path, "sender": str(row.sender)}


def build_message_path(id: uuid.UUID) -> str:
    return f"/messages/messages/view/{id}.json"
