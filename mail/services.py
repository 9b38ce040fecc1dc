"""Queueing mails. The worker delivers them after the transaction that queued them has committed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.conf import settings

from accounts.models import User
from core import clock
from mail.kinds import TOPICS, MailKind, Topic
from mail.models import Mail


class MailDraft(NamedTuple):
    """A mail to a user; `address` is another address than the user's own, such as one that is to be confirmed."""

    kind: MailKind
    recipient: User
    facts: dict[str, Any]
    address: str = ""


def queue_mails(drafts: Iterable[MailDraft]) -> list[Mail]:
    """Stores the mails that their recipients want and may get, in one query. Without a mail server, none; and none
    about the past of the demo school, which nobody is waiting for.

    Mails about the account go to everybody whose account is open; the others only to people who want them (`wants`) and
    have confirmed their address.
    """
    if not settings.MAIL_ENABLED or clock.is_simulated():
        return []
    now = clock.now()
    mails = [
        Mail(
            company_id=draft.recipient.company_id,
            recipient=draft.recipient,
            address=draft.address or draft.recipient.email,
            kind=draft.kind,
            facts=draft.facts,
            created_at=now,
            due_at=now,
        )
        for draft in drafts
        if wants(draft.recipient, draft.kind)
    ]
    return Mail.objects.bulk_create(mails, batch_size=1000)


def queue_mail(kind: MailKind, recipient: User, facts: dict[str, Any], *, address: str = "") -> list[Mail]:
    """Stores one mail, as `queue_mails` does."""
    return queue_mails([MailDraft(kind, recipient, facts, address)])


def wants(user: User, kind: MailKind) -> bool:
    """Whether the user gets mails of this kind."""
    topic = TOPICS[kind]
    if topic is Topic.ACCOUNT:
        return user.is_active
    return user.is_active and user.email_confirmed_at is not None and get_preference(user, topic)


def get_preference(user: User, topic: Topic) -> bool:
    return {
        Topic.ACCOUNT: True,
        Topic.ALERTS: user.wants_alerts,
        Topic.MESSAGES: user.wants_message_alerts,
        Topic.NEWSLETTER: user.wants_newsletter,
    }[topic]
