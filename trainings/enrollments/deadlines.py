"""Deadlines: students are reminded before the day by which an enrollment is to be finished.

That a reminder was sent is known from its event `enrollment.reminded`, as with expiry (expiring.py). So nothing is sent
twice; a deadline that is moved is reminded of again.
"""

import json
import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import Company, Notification
from accounts.notifications import write_subject
from core.batches import iterate_batches
from core.commands import ProgressReporter, iterate_silently, roll_back_if_dry_run
from mail.kinds import MailKind
from mail.message_texts import MessageText
from mail.services import MailDraft, queue_mails
from records.models import Event
from records.services import EventDraft, record_events
from trainings.enrollments.mails import build_mail_facts, build_view_path
from trainings.models import Enrollment

# How many days before a deadline people are reminded, the latest reminder first.
DAYS_BEFORE = (3, 14)
ACTION = "enrollment.reminded"
# Enrollments reminded in one transaction, which locks them and the head of the company's ledger.
BATCH = 500


def remind_of_deadlines(
    now: datetime, *, is_dry_run: bool = False, progress: ProgressReporter[Company] = iterate_silently
) -> int:
    """Reminds the students of ongoing enrollments whose deadline is near, and returns of how many.

    Each gets one reminder for each of DAYS_BEFORE; a run sends what earlier runs missed, but of two that are due, only
    the later one. One transaction per batch.
    """
    companies = list(Company.objects.order_by("pk"))
    return sum(remind_company(company, now, is_dry_run) for company in progress(companies, len(companies)))


def remind_company(company: Company, now: datetime, is_dry_run: bool) -> int:
    ids = list(list_candidates(company, now).order_by("pk").values_list("pk", flat=True))
    return sum(remind_batch(company, batch, now, is_dry_run) for batch in iterate_batches(ids, BATCH))


def list_candidates(company: Company, now: datetime) -> QuerySet[Enrollment]:
    """The ongoing enrollments of active people in active trainings whose deadline is ahead and near."""
    until = company.get_day_end(company.local_date(now) + timedelta(days=max(DAYS_BEFORE)))
    rows = Enrollment.objects.ongoing().filter(company=company, user__is_active=True, training__is_active=True)
    return rows.filter(finish_before_at__gt=now, finish_before_at__lt=until)


def remind_batch(company: Company, ids: list[uuid.UUID], now: datetime, is_dry_run: bool) -> int:
    """Locks the enrollments and reads them and their events again, so that of two simultaneous runs only one sends."""
    with roll_back_if_dry_run(is_dry_run):
        locked = Enrollment.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        near = list_candidates(company, now).filter(pk__in=[row.pk for row in locked])
        rows = list(near.select_related("user", "training").order_by("finish_before_at", "pk"))
        sent = read_sent(company, rows)
        due = [row for row in rows if describe_reminder(company, row, now) not in sent]
        send_reminders(company, due, now)
    return len(due)


def read_sent(company: Company, rows: Sequence[Enrollment]) -> set[tuple[str, str, int]]:
    """The reminders sent before, as `describe_reminder` does. One sent later counts for the earlier ones."""
    ids = [str(row.pk) for row in rows]
    events = Event.objects.filter(company=company, object_type=Enrollment._meta.label_lower, action=ACTION)
    sent = set()
    for object_id, payload in events.filter(object_id__in=ids).values_list("object_id", "payload"):
        facts = json.loads(payload)
        sent |= {(object_id, facts["finish_before"], days) for days in DAYS_BEFORE if days >= facts["days_before"]}
    return sent


def describe_reminder(company: Company, row: Enrollment, now: datetime) -> tuple[str, str, int]:
    """Which reminder is due now: of which enrollment, deadline, and how many days before."""
    day = get_deadline_day(company, row)
    remaining = (day - company.local_date(now)).days
    return str(row.pk), day.isoformat(), min(days for days in DAYS_BEFORE if remaining <= days)


def get_deadline_day(company: Company, row: Enrollment) -> date:
    """The day before which the enrollment is to be finished, as every list shows it."""
    if row.finish_before_at is None:
        raise ValueError(f"The enrollment {row.pk} has no deadline.")
    return company.local_date(row.finish_before_at)


def send_reminders(company: Company, rows: Sequence[Enrollment], now: datetime) -> None:
    Notification.objects.bulk_create(build_message(company, row) for row in rows)
    queue_mails(MailDraft(MailKind.DEADLINE, row.user, build_deadline_facts(company, row)) for row in rows)
    events = [build_reminder_event(row, describe_reminder(company, row, now)) for row in rows]
    record_events(*events, company_id=company.pk, by=None)


def build_message(company: Company, row: Enrollment) -> Notification:
    return Notification(
        company=company,
        recipient_id=row.user_id,
        subject=write_subject(build_text(company, row), row.user, company),
        url=build_view_path(row),
    )


def build_text(company: Company, row: Enrollment) -> MessageText:
    values = {"day": get_deadline_day(company, row).isoformat(), "training": row.training.name}
    return MessageText("deadline", values)


def build_deadline_facts(company: Company, row: Enrollment) -> dict[str, str]:
    return {**build_mail_facts(row), "deadline_on": get_deadline_day(company, row).isoformat()}


def build_reminder_event(row: Enrollment, reminder: tuple[str, str, int]) -> EventDraft:
    payload = {"user": str(row.user_id), "finish_before": reminder[1], "days_before": reminder[2]}
    return EventDraft(ACTION, row, payload)
