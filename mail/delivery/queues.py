"""The two queues of mails: those that somebody waits for, and all others."""

from django.conf import settings
from django.db.models import Case, IntegerField, Q, Value, When

from core import clock
from core.queue.models import QueuedRow
from core.queue.queues import Queue, register_queue
from core.queue.rates import RateLimit
from mail.delivery import journal
from mail.delivery.couriers import Courier
from mail.kinds import MailKind
from mail.models import Mail

# A person has just asked for these, and looks into the mailbox. They have a queue of their own: no digest delays them.
URGENT = (
    MailKind.LOGIN_CODE,
    MailKind.RECOVERY,
    MailKind.CONFIRMATION,
    MailKind.ADDRESS_CHANGE,
    MailKind.ACCOUNT_CHANGED,
)
# Of the others, those that concern one person go before those that are sent to a whole school.
URGENCY = Case(
    When(kind=MailKind.INVITATION, then=Value(1)),
    When(kind=MailKind.DIGEST, then=Value(2)),
    default=Value(0),
    output_field=IntegerField(),
)


def register_mail_queues() -> None:
    """Registers both queues. They share the rate, for which urgent mails do not wait."""
    rate = RateLimit(settings.MAIL_PER_MINUTE)
    urgent, others = Courier(), Courier()
    register_queue(
        Queue(
            "urgent_mail",
            Mail,
            urgent.deliver_mail,
            condition=Q(kind__in=URGENT),
            is_urgent=True,
            rate=rate,
            recover=mark_accepted,
            rest=urgent.close_connection,
        )
    )
    register_queue(
        Queue(
            "mail",
            Mail,
            others.deliver_mail,
            condition=~Q(kind__in=URGENT),
            order=(URGENCY, "due_at"),
            rate=rate,
            recover=mark_accepted,
            rest=others.close_connection,
        )
    )


def mark_accepted() -> None:
    """Marks mails as done that a mail server accepted while the database could not be told (mail/delivery/journal.py).

    Whatever has claimed them: nothing is left to be done with them.
    """
    tried = Mail.objects.filter(status=QueuedRow.Status.WAITING, attempts__gt=0).values_list("pk", flat=True)
    known = journal.read_accepted().intersection(map(str, tried))
    if known:
        rows = Mail.objects.filter(pk__in=known, status=QueuedRow.Status.WAITING)
        rows.update(status=QueuedRow.Status.DONE, claim=None, finished_at=clock.now(), last_error="")
    journal.delete_old_files()
