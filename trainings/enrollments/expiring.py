"""When a finished training stops being valid: the student and the managers are told, ahead and on the day.

That somebody was told stands in the ledger, as the event `enrollment.expiring` or `enrollment.expired`, and nowhere
else: no mark could say so without the evidence. So the next run makes up for one that was missed, and a second run
tells nobody twice.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts import roles
from accounts.models import Company, Notification, User
from core.commands import ProgressReporter, iterate_silently, roll_back_if_dry_run
from records.models import Event
from records.services import EventDraft, record_events
from trainings.models import Enrollment

BATCH = 500
STUDENTS_PATH = "/manager/trainings/students/list.json"


class NoticeCounts(NamedTuple):
    """How many enrollments people were told about: no longer valid, and soon no longer valid."""

    expired: int
    expiring: int


class Notice(NamedTuple):
    """What people are told about enrollments whose last valid day lies in [since, until]."""

    action: str
    sentence: str
    since: date
    until: date
    days_before: int


def notify_of_expiry(
    now: datetime,
    *,
    days_before: int = 0,
    is_dry_run: bool = False,
    watch: ProgressReporter[Company] = iterate_silently,
) -> NoticeCounts:
    """Tells of every training that ran out, and of those that do within `days_before` days, each once.

    A reminder is given again when a run reminds closer to the day than the one before (90 days, then 30). Passed over
    are people who left and enrollments that a later go at the same training replaced.
    """
    told = {"enrollment.expired": 0, "enrollment.expiring": 0}
    companies = list(Company.objects.order_by("pk"))
    for company in watch(companies, len(companies)):
        for notice in build_notices(company.local_date(now), days_before):
            for ids in iterate_batches(company, notice):
                told[notice.action] += notify_batch(company, notice, ids, is_dry_run)
    return NoticeCounts(told["enrollment.expired"], told["enrollment.expiring"])


def build_notices(today: date, days_before: int) -> Iterator[Notice]:
    yield Notice("enrollment.expired", "is no longer valid", date.min, today - timedelta(days=1), 0)
    if days_before:
        until = today + timedelta(days=days_before)
        yield Notice("enrollment.expiring", "is soon no longer valid", today, until, days_before)


def iterate_batches(company: Company, notice: Notice) -> Iterator[list[uuid.UUID]]:
    ids = list(list_candidates(company, notice).order_by("pk").values_list("pk", flat=True))
    untold = [
        row
        for start in range(0, len(ids), BATCH)
        for row in filter_not_notified(company, notice, ids[start : start + BATCH])
    ]
    yield from (untold[start : start + BATCH] for start in range(0, len(untold), BATCH))


def list_candidates(company: Company, notice: Notice) -> QuerySet[Enrollment]:
    """Validity ends in the days of the notice, the student is still there, and no later go has taken its place."""
    later = Enrollment.objects.filter(
        Q(valid_until_on__isnull=True) | Q(valid_until_on__gt=OuterRef("valid_until_on")),
        training=OuterRef("training"),
        user=OuterRef("user"),
        finished_at__isnull=False,
    )
    days = {"valid_until_on__gte": notice.since, "valid_until_on__lte": notice.until}
    return Enrollment.objects.filter(~Exists(later), company=company, user__is_active=True, **days)


def filter_not_notified(company: Company, notice: Notice, ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Those of the enrollments about which nobody was told, or only longer ahead than now."""
    about = Event.objects.filter(company=company, object_type=Enrollment._meta.label_lower, action=notice.action)
    told = defaultdict(list)
    for object_id, payload in about.filter(object_id__in=map(str, ids)).values_list("object_id", "payload"):
        told[object_id].append(json.loads(payload)["days_before"])
    return [id for id in ids if all(days > notice.days_before for days in told[str(id)])]


def notify_batch(company: Company, notice: Notice, ids: list[uuid.UUID], is_dry_run: bool) -> int:
    """Locks the enrollments and looks again who was told, so that of two runs at once one speaks."""
    with roll_back_if_dry_run(is_dry_run):
        locked = Enrollment.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
        left = filter_not_notified(company, notice, [row.pk for row in locked])
        rows = list(
            Enrollment.objects.filter(pk__in=left).select_related("user", "training").order_by("valid_until_on")
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
        body=f"Your training {row.training} {notice.sentence}. Its last day: {row.valid_until_on}.",
        url=f"/trainings/trainings/view/{row.pk}.json",
    )


def build_manager_messages(company: Company, notice: Notice, rows: list[Enrollment]) -> list[Notification]:
    """One message to each manager with all of them, not one for each."""
    if not rows:
        return []
    about = {
        "subject": f"Training that {notice.sentence}: {len(rows)}",
        "body": "\n".join(f"{row.valid_until_on}: {row.user}, {row.training}" for row in rows),
        "url": STUDENTS_PATH,
    }
    managers = User.objects.filter(company=company, is_active=True, group__lte=roles.MANAGERS_UP_TO).order_by("pk")
    return [Notification(company=company, recipient=manager, **about) for manager in managers]


def build_expiry_event(notice: Notice, row: Enrollment) -> EventDraft:
    until = row.valid_until_on.isoformat() if row.valid_until_on else None
    about = {"user": str(row.user_id), "valid_until": until, "days_before": notice.days_before}
    return EventDraft(notice.action, row, about)
