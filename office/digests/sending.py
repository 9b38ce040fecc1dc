"""The weekly digest: on Monday morning, managers who want it read what is waiting at their school."""

from datetime import datetime, time
from typing import Any

from django.db import transaction

from accounts.models import Company, User
from core.school_time import get_clock_time
from mail.kinds import MailKind
from mail.models import Mail
from mail.services import MailDraft, queue_mails
from office.digests.reads import list_waiting

MONDAY = 0
# In school time. A server that was down in the morning sends it as long as it is still Monday morning.
FROM, UNTIL = time(6), time(12)


def send_digests(now: datetime) -> int:
    """Queues the digests that are due, and returns how many. One transaction for each school.

    Each manager gets one a week; which have been sent is known from the queue, which keeps mails for longer than a
    Monday. Where nothing is waiting, none is sent.
    """
    schools = [school for school in Company.objects.order_by("pk") if is_due(school, now)]
    return sum(send_school_digests(school, now) for school in schools)


def is_due(school: Company, now: datetime) -> bool:
    local = get_clock_time(now, school.zone)
    return local.weekday() == MONDAY and FROM <= local.time() < UNTIL


def send_school_digests(school: Company, now: datetime) -> int:
    with transaction.atomic():
        # Of two simultaneous runs, the second waits here and then finds the mails of the first.
        Company.objects.select_for_update(no_key=True).get(pk=school.pk)
        managers = list_managers(school, now)
        waiting = list_waiting(managers[0], now) if managers else []
        if not waiting:
            return 0
        facts = build_digest_facts(school, waiting, now)
        return len(queue_mails(MailDraft(MailKind.DIGEST, manager, facts) for manager in managers))


def list_managers(school: Company, now: datetime) -> list[User]:
    """The managers who want the digest and have not got it this week."""
    monday, _next_monday = school.local_week(now)
    sent = Mail.objects.filter(company=school, kind=MailKind.DIGEST, created_at__gte=monday).values("recipient")
    managers = User.objects.filter(company=school, wants_newsletter=True).active().managers()
    return list(managers.select_related("company").exclude(pk__in=sent).order_by("pk"))


def build_digest_facts(school: Company, waiting: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    monday, _next_monday = school.local_week(now)
    return {"monday_on": school.local_date(monday).isoformat(), "waiting": waiting, "admin_path": "/admin/"}
