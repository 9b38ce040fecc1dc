"""Expiry: students and managers are notified when a finished training stops being valid, in advance and on the day.

Whether a notice was sent is known only from the events `enrollment.expiring` and `enrollment.expired`, because a flag
on the enrollment would not be evidence. Hence a run sends what earlier runs missed, and nothing twice.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import roles
from accounts.models import Company, Notification, User
from core.batches import iterate_batches
from core.commands import ProgressReporter, iterate_silently, roll_back_if_dry_run
from records.models import Event
from records.services import EventDraft, record_events
from trainings.models import Enrollment

# Enrollments notified in one transaction, which locks them and the head of the company's ledger.
BATCH = 500
STUDENTS_PATH = "/manager/trainings/students/list.json"


class NoticeCounts(NamedTuple):
    """For how many enrollments a run has sent each of the two notices."""

    expired: int
    expiring: int


class Notice(NamedTuple):
    """A notice about enrollments whose last valid day is in [since, until], sent up to `days_before` days ahead.

    `action` is that of its event; `singular` and `plural` are its verb phrase, such as "has expired".
    """

    action: str
    singular: str
    plural: str
    since: date
    until: date
    days_before: int


def notify_of_expiry(
    now: datetime,
    *,
    days_before: int = 0,
    is_dry_run: bool = False,
    progress: ProgressReporter[Company] = iterate_silently,
) -> NoticeCounts:
    """Sends a notice for each training that has expired, and for each that expires within `days_before` days.

    Each is sent once, except that a run with a smaller `days_before` (30 after 90) sends a reminder again. Skips people
    who have left, and enrollments replaced by a later one in the same training. One transaction per batch.
    """
    counts = {"enrollment.expired": 0, "enrollment.expiring": 0}
    companies = list(Company.objects.order_by("pk"))
    for company in progress(companies, len(companies)):
        for notice in build_notices(company.local_date(now), days_before):
            for ids in list_batches_to_notify(company, notice):
                counts[notice.action] += notify_batch(company, notice, ids, is_dry_run)
    return NoticeCounts(counts["enrollment.expired"], counts["enrollment.expiring"])


def build_notices(today: date, days_before: int) -> Iterator[Notice]:
    yield Notice("enrollment.expired", "has expired", "have expired", date.min, today - timedelta(days=1), 0)
    if days_before:
        until = today + timedelta(days=days_before)
        yield Notice("enrollment.expiring", "expires soon", "expire soon", today, until, days_before)


def list_batches_to_notify(company: Company, notice: Notice) -> list[list[uuid.UUID]]:
    ids = list(list_candidates(company, notice).order_by("pk").values_list("pk", flat=True))
    # Filtered in batches as well, because SQLite and PostgreSQL limit the number of parameters in a statement.
    remaining = [id for batch in iterate_batches(ids, BATCH) for id in filter_not_notified(company, notice, batch)]
    return list(iterate_batches(remaining, BATCH))


def list_candidates(company: Company, notice: Notice) -> QuerySet[Enrollment]:
    """The enrollments of active students that expire in the notice's period and are not replaced by a later one."""
    later = Enrollment.objects.filter(
        Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=OuterRef("valid_until_on")),
        training=OuterRef("training"),
        user=OuterRef("user"),
        finished_at__isnull=False,
    )
    days = {"valid_until_on__gte": notice.since, "valid_until_on__lte": notice.until}
    return Enrollment.objects.filter(~Exists(later), company=company, user__is_active=True, **days)


def filter_not_notified(company: Company, notice: Notice, ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """The ids of the enrollments for which this notice was never sent, or only with a larger `days_before`."""
    events = Event.objects.filter(company=company, object_type=Enrollment._meta.label_lower, action=notice.action)
    sent_days = defaultdict(list)
    for object_id, payload in events.filter(object_id__in=map(str, ids)).values_list("object_id", "payload"):
        sent_days[object_id].append(json.loads(payload)["days_before"])
    return [id for id in ids if all(days > notice.days_before for days in sent_days[str(id)])]


def notify_batch(company: Company, notice: Notice, ids: list[uuid.UUID], is_dry_run: bool) -> int:
    """Locks the enrollments and reads their events again, so that of two simultaneous runs only one sends."""
    with roll_back_if_dry_run(is_dry_run):
        locked = Enrollment.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        remaining = filter_not_notified(company, notice, [row.pk for row in locked])
        rows = list(
            Enrollment.objects.filter(pk__in=remaining).select_related("user", "training").order_by("valid_until_on")
        )
        messages = [build_student_message(notice, row) for row in rows] + build_manager_messages(company, notice, rows)
        Notification.objects.bulk_create(messages)
        record_events(*(build_expiry_event(notice, row) for row in rows), company_id=company.pk, by=None)
    return len(rows)


def build_student_message(notice: Notice, row: Enrollment) -> Notification:
    return Notification(
        company_id=row.company_id,
        recipient_id=row.user_id,
        subject=f"Valid until {row.valid_until_on}: {row.training}"[:200],
        body=f"Your training {row.training} {notice.singular}. Last valid day: {row.valid_until_on}.",
        url=f"/trainings/trainings/view/{row.pk}.json",
    )


def build_manager_messages(company: Company, notice: Notice, rows: Sequence[Enrollment]) -> list[Notification]:
    """One message to each manager about all rows, because one message for each row would flood the manager's inbox."""
    if not rows:
        return []
    fields = {
        "subject": f"Trainings that {notice.plural}: {len(rows)}",
        "body": "\n".join(f"{row.valid_until_on}: {row.user}, {row.training}" for row in rows),
        "url": STUDENTS_PATH,
    }
    managers = User.objects.filter(company=company, is_active=True, group__lte=roles.MANAGERS_UP_TO).order_by("pk")
    return [Notification(company=company, recipient=manager, **fields) for manager in managers]


def build_expiry_event(notice: Notice, row: Enrollment) -> EventDraft:
    until = row.valid_until_on.isoformat() if row.valid_until_on else None
    payload = {"user": str(row.user_id), "valid_until": until, "days_before": notice.days_before}
    return EventDraft(notice.action, row, payload)
