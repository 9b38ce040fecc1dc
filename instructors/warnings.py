"""Warnings: instructors and managers are told before a qualification expires, and when it has.

That a warning was sent is known from its event, as with the validity of trainings
(trainings/enrollments/expiring.py). So a run sends what earlier runs missed, and nothing twice; of several that are
due, only the latest. A last valid day that is changed is warned of again, and so is a renewal.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import Company, Notification, User
from accounts.notifications import queue_message_mails, write_subject
from core.batches import iterate_batches
from core.commands import ProgressReporter, iterate_silently, roll_back_if_dry_run
from instructors.models import Qualification
from instructors.papers import describe_paper
from mail.contexts import MailContext, register_context
from mail.kinds import MailKind
from mail.languages import choose_language
from mail.message_texts import MessageText, write_message
from mail.models import Mail
from mail.services import MailDraft, queue_mails
from records.models import Event
from records.services import EventDraft, record_events

# How many days before the last valid day people are warned, the latest warning first.
DAYS_BEFORE = (7, 30, 60)
OVER = -1  # in place of days: it has expired
EXPIRED, EXPIRING = "qualification.expired", "qualification.expiring"
# Qualifications warned of in one transaction, which locks them and the head of the company's ledger.
BATCH = 500
OWN_PATH = "/users/view.json"  # where instructors see their own qualifications


class Warning(NamedTuple):
    """A warning about one qualification: of which last valid day, and how many days before it, or `OVER`."""

    row: Qualification
    until: date
    days_before: int

    @property
    def action(self) -> str:
        return EXPIRED if self.days_before == OVER else EXPIRING

    @property
    def identity(self) -> tuple[str, str]:
        return str(self.row.pk), self.until.isoformat()


def warn_of_expiry(
    now: datetime, *, is_dry_run: bool = False, progress: ProgressReporter[Company] = iterate_silently
) -> int:
    """Warns of the qualifications that expire within 60, 30 and 7 days or have expired, and returns of how many.

    The days are those of each school. Only people who may teach and whose account is open are warned, and only of
    qualifications that none replaces. One transaction per batch.
    """
    companies = list(Company.objects.order_by("pk"))
    return sum(warn_company(company, now, is_dry_run) for company in progress(companies, len(companies)))


def warn_company(company: Company, now: datetime, is_dry_run: bool) -> int:
    today = company.local_date(now)
    ids = [row.pk for row in list_candidates(company, today).order_by("pk").only("pk")]
    return sum(warn_batch(company, batch, today, is_dry_run) for batch in iterate_batches(ids, BATCH))


def list_candidates(company: Company, today: date) -> QuerySet[Qualification]:
    rows = Qualification.objects.filter(user__company=company).of_instructors()
    return rows.expired(today) | rows.expiring(today, max(DAYS_BEFORE))


def warn_batch(company: Company, ids: list[uuid.UUID], today: date, is_dry_run: bool) -> int:
    """Locks the qualifications and reads them and their events again, so that of two simultaneous runs only one
    sends, and none warns of what a manager has renewed meanwhile."""
    with roll_back_if_dry_run(is_dry_run):
        locked = Qualification.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        rows = list_candidates(company, today).filter(pk__in=[row.pk for row in locked])
        due = list_due(company, rows.select_related("user").order_by("valid_until_on", "pk"), today)
        send_warnings(company, due)
    return len(due)


def list_due(company: Company, rows: QuerySet[Qualification], today: date) -> list[Warning]:
    warnings = [build_warning(row, row.valid_until_on, today) for row in rows if row.valid_until_on]
    sent = read_sent(company, warnings)
    return [each for each in warnings if sent.get(each.identity, max(DAYS_BEFORE) + 1) > each.days_before]


def build_warning(row: Qualification, until: date, today: date) -> Warning:
    remaining = (until - today).days
    return Warning(row, until, OVER if remaining < 0 else min(days for days in DAYS_BEFORE if remaining <= days))


def read_sent(company: Company, warnings: Sequence[Warning]) -> dict[tuple[str, str], int]:
    """By qualification and last valid day, the latest warning that was sent: the fewest days before."""
    events = Event.objects.filter(
        company=company,
        object_type=Qualification._meta.label_lower,
        action__in=(EXPIRED, EXPIRING),
        object_id__in=[str(each.row.pk) for each in warnings],
    )
    sent: dict[tuple[str, str], int] = {}
    for object_id, payload in events.values_list("object_id", "payload"):
        facts = json.loads(payload)
        key = (object_id, facts["valid_until"])
        sent[key] = min(sent.get(key, facts["days_before"]), facts["days_before"])
    return sent


def send_warnings(company: Company, due: Sequence[Warning]) -> None:
    Notification.objects.bulk_create(build_message(company, each) for each in due)
    queue_mails(MailDraft(MailKind.QUALIFICATION, each.row.user, build_mail_facts(each)) for each in due)
    warn_managers(company, due)
    record_events(*map(build_event, due), company_id=company.pk, by=None)


def build_text(warning: Warning) -> MessageText:
    key = "qualification_expired" if warning.action == EXPIRED else "qualification_expiring"
    return MessageText(key, build_values(warning))


def build_values(warning: Warning) -> dict[str, str]:
    row = warning.row
    return {"day": warning.until.isoformat(), "paper": row.name, "person": str(row.user)}


def build_message(company: Company, warning: Warning) -> Notification:
    return Notification(
        company=company,
        recipient_id=warning.row.user_id,
        subject=write_subject(build_text(warning), warning.row.user, company),
        url=OWN_PATH,
    )


def build_mail_facts(warning: Warning) -> dict[str, Any]:
    return {
        "qualification": str(warning.row.pk),
        "paper": describe_paper(warning.row),
        "valid_until_on": warning.until.isoformat(),
        "is_over": warning.action == EXPIRED,
        "path": OWN_PATH,
        "admin_path": f"/admin/instructors/qualification/{warning.row.pk}/change/",
    }


def warn_managers(company: Company, due: Sequence[Warning]) -> None:
    """Sends each manager one message about all of them, because one for each would flood the manager's inbox."""
    if not due:
        return
    text = MessageText("qualifications", {"count": len(due)})
    managers = User.objects.filter(company=company).active().managers().order_by("pk")
    messages = [build_manager_message(company, manager, text, due) for manager in managers]
    Notification.objects.bulk_create(messages)
    queue_message_mails(messages, text)


def build_manager_message(company: Company, manager: User, text: MessageText, due: Sequence[Warning]) -> Notification:
    language = choose_language(manager.language, company.language)
    lines = [
        write_message(MessageText("qualification_expiry", build_values(each)), language, company.zone) for each in due
    ]
    return Notification(
        company=company, recipient=manager, subject=write_subject(text, manager, company), body="\n".join(lines)
    )


def build_event(warning: Warning) -> EventDraft:
    facts = {
        "user": str(warning.row.user_id),
        "valid_until": warning.until.isoformat(),
        "days_before": warning.days_before,
    }
    return EventDraft(warning.action, warning.row, facts)


def register_contexts() -> None:
    register_context(MailKind.QUALIFICATION, build_context)


def build_context(mail: Mail) -> MailContext | None:
    """None if the qualification has been renewed or removed since: the mail is no longer of use."""
    current = Qualification.objects.current().filter(pk=mail.facts["qualification"])
    return MailContext() if current.filter(valid_until_on=mail.facts["valid_until_on"]).exists() else None
