"""Sending mails again that were given up."""

from collections.abc import Sequence

from django.db import transaction

from core import clock
from mail.kinds import TOPICS, MailKind, Topic
from mail.models import Mail


@transaction.atomic
def send_again(mails: Sequence[Mail]) -> int:
    """Queues those of the mails that were given up, as if they were new; returns their number.

    They go to the present address of their recipient: a manager corrects it, and then sends again. Mails about the
    account keep theirs, because it is the address that they confirm, or that a code was made for.
    """
    now = clock.now()
    rows = Mail.objects.given_up().filter(pk__in=[mail.pk for mail in mails]).select_related("recipient")
    given_up = list(rows.select_for_update(of=("self",), no_key=True))
    for mail in given_up:
        if TOPICS[MailKind(mail.kind)] is not Topic.ACCOUNT:
            mail.address = mail.recipient.email
        mail.status, mail.attempts, mail.claim = Mail.Status.WAITING, 0, None
        mail.created_at = mail.due_at = now
        mail.finished_at, mail.last_error = None, ""
    fields = ("address", "status", "attempts", "claim", "created_at", "due_at", "finished_at", "last_error")
    Mail.objects.bulk_update(given_up, fields, batch_size=500)
    return len(given_up)
