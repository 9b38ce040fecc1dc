"""Messages inside the product, and the mails about them."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Company, Notification, User
from core import clock
from core.exceptions import NotFound
from mail.kinds import MailKind
from mail.languages import choose_language
from mail.message_texts import MessageText, write_message
from mail.services import MailDraft, queue_mails

SUBJECT_LENGTH = 200  # of the column


def notify(
    *,
    company: Company,
    recipients: Iterable[User | int],
    text: MessageText,
    urls: Iterable[str],
    sender: User | None = None,
    has_own_mail: bool = False,
) -> None:
    """Sends one in-app message to each recipient, in that person's language and with the URL at the same position of
    `urls`, and a mail about it to those who want one.

    `has_own_mail`: the act sends mails of another kind itself, so there is none about the message. One query for the
    recipients, one for the messages and one for the mails.
    """
    ids = [recipient if isinstance(recipient, int) else recipient.pk for recipient in recipients]
    users = User.objects.in_bulk(ids)
    messages = [
        Notification(
            company=company,
            recipient=users[id],
            sender=sender,
            subject=write_subject(text, users[id], company),
            url=url,
            created_at=clock.now(),
        )
        for id, url in zip(ids, urls, strict=True)
    ]
    Notification.objects.bulk_create(messages)
    if not has_own_mail:
        queue_message_mails(messages, text)


def write_subject(text: MessageText, recipient: User, company: Company) -> str:
    """The subject of a message, in the language of its recipient and as long as the column allows."""
    language = choose_language(recipient.language, company.language)
    return write_message(text, language, company.zone)[:SUBJECT_LENGTH]


def queue_message_mails(messages: Sequence[Notification], text: MessageText) -> None:
    """Queues mails about messages of one act, whose recipients are loaded, except to whoever wrote them."""
    queue_mails(
        MailDraft(MailKind.MESSAGE, row.recipient, build_message_facts(row, text))
        for row in messages
        if row.recipient_id != row.sender_id
    )


def mark_all_read(*, user: User) -> int:
    """Marks every unread message of the user as read, and returns how many there were."""
    return Notification.objects.visible_to(user).unread().order_by().update(read_at=timezone.now())


def build_message_facts(message: Notification, text: MessageText) -> dict[str, Any]:
    facts = {"subject": message.subject, "path": message.url, "sender": str(message.sender or "")}
    return facts | {"text": text.key, "values": text.values}


def mark_read(*, user: User, notification_id: uuid.UUID) -> None:
    """Marks one of the user's own messages as read; doing it again changes nothing. Raises NotFound for any other."""
    mine = Notification.objects.visible_to(user).filter(pk=notification_id)
    if not mine.filter(read_at__isnull=True).update(read_at=timezone.now()) and not mine.exists():
        raise NotFound
