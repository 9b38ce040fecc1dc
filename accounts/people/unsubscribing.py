"""Turning off mails of one topic, by the link in a mail (mail/unsubscribing.py)."""

from django.db import transaction

from accounts.models import User
from accounts.people.reach import lock_account
from core.exceptions import NotFound
from mail.unsubscribing import PREFERENCES, Unsubscription
from records.services import EventDraft, record_events


def find_subscriber(unsubscription: Unsubscription) -> User:
    """The person whose mails a token turns off. Raises NotFound for one that has been deleted."""
    rows = User.objects.filter(pk=unsubscription.user_id, deleted_at__isnull=True)
    user: User | None = rows.select_related("company").first()
    if user is None:
        raise NotFound
    return user


def unsubscribe(unsubscription: Unsubscription) -> User:
    """Turns off the mails and returns the person; does nothing the second time. Raises NotFound as above.

    The person is the actor: whoever has the mail may do this without logging in (RFC 8058).
    """
    preference = PREFERENCES[unsubscription.topic]
    with transaction.atomic():
        user = lock_account(find_subscriber(unsubscription).pk)
        if getattr(user, preference):
            setattr(user, preference, False)
            user.save(update_fields=[preference, "modified_at"])
            event = EventDraft("user.unsubscribed", user, {"topic": unsubscription.topic.value})
            record_events(event, company_id=user.company_id, by=user)
    return user
