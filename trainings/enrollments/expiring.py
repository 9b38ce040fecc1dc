"""Expiry: students and managers are notified when a finished training stops being valid, in advance and on the day.

Whether a notice was sent is known only from the events `enrollment.expiring` and `enrollment.expired`, because a flag
on the enrollment would not be evidence. Hence a run sends what earlier runs missed, and nothing twice.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.models import Company, Notification, User
from accounts.notifications import queue_message_mails, write_subject
from core.batches import iterate_batches
from core.commands import ProgressReporter, iterate_silently, roll_back_if_dry_run
from mail.kinds import MailKind
from mail.languages import choose_language
from mail.message_texts import MessageText, write_message
from mail.services import MailDraft, queue_mails
from records.models import Event
from records.services import EventDraft, record_events
from trainings.enrollments.mails import build_mail_facts, build_view_path
from trainings.models import Enrollment
from trainings.querysets import build_validity_filter

# Enrollments notified in one transaction, which locks them and the head of the company's ledger.
BATCH = 500
EXPIRED, EXPIRING = "enrollment.expired", "enrollment.expiring"
STUDENTS_PATH = "/manager/trainings/students/list.json"


class NoticeCounts(NamedTuple):
    """For how many enrollments a run has sent each of the two notices."""

    expired: int
    expiring: int


class Notice(NamedTuple):
    """A notice about enrollments whose last valid day is in [since, until], sent up to `days_before` days ahead.

    `action` is that of its event; `one` and `many` are the texts (mail/message_texts.py) about one training, for its
    student, and about all of them, for managers.
    """

    action: str
    one: str
    many: str
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
    counts = {EXPIRED: 0, EXPIRING: 0}
    companies = list(Company.objects.order_by("pk"))
    for company in progress(companies, len(companies)):
        for notice in build_notices(company.local_date(now), days_before):
            for ids in list_batches_to_notify(company, notice):
                counts[notice.action] += notify_batch(company, notice, ids, is_dry_run)
    return NoticeCounts(counts[EXPIRED], counts[EXPIRING])


def build_notices(today: date, days_before: int) -> Iterator[Notice]:
    yield Notice(EXPIRED, "training_expired", "trainings_expired", date.min, today - timedelta(days=1), 0)
    if days_before:
        until = today + timedelta(days=days_before)
        yield Notice(EXPIRING, "training_expiring", "trainings_expiring", today, until, days_before)


def list_batches_to_notify(company: Company, notice: Notice) -> list[list[uuid.UUID]]:
    ids = list(list_candidates(company, notice).order_by("pk").values_list("pk", flat=True))
    # Filtered in batches as well, because SQLite and PostgreSQL limit the number of parameters in a statement.
    remaining = [id for batch in iterate_batches(ids, BATCH) for id in filter_not_notified(company, notice, batch)]
    return list(iterate_batches(remaining, BATCH))


def list_candidates(company: Company, notice: Notice) -> QuerySet[Enrollment]:
    """The enrollments of active students that expire in the notice's period and are not replaced by a later one."""
    return Enrollment.objects.filter(build_validity_filter(notice.since, notice.until), company=company)


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
        Notification.objects.bulk_create(build_student_message(company, notice, row) for row in rows)
        queue_mails(MailDraft(MailKind.VALIDITY, row.user, build_validity_facts(notice, row)) for row in rows)
        notify_managers(company, notice, rows)
        record_events(*(build_expiry_event(notice, row) for row in rows), company_id=company.pk, by=None)
    return len(rows)


def build_student_message(company: Company, notice: Notice, row: Enrollment) -> Notification:
    return Notification(
        company=company,
        recipient_id=row.user_id,
        subject=write_subject(build_text("valid_until", row), row.user, company),
        body=write_message(
            build_text(notice.one, row), choose_language(row.user.language, company.language), company.zone
        ),
        url=build_view_path(row),
    )


def build_text(key: str, row: Enrollment) -> MessageText:
    return MessageText(key, {"day": str(row.valid_until_on), "student": str(row.user), "training": row.training.name})


def build_validity_facts(notice: Notice, row: Enrollment) -> dict[str, Any]:
    until = row.valid_until_on.isoformat() if row.valid_until_on else None
    return {**build_mail_facts(row), "valid_until_on": until, "is_over": notice.action == EXPIRED}


def notify_managers(company: Company, notice: Notice, rows: Sequence[Enrollment]) -> None:
    """Sends each manager one message about all rows, because one for each row would flood the manager's inbox."""
    if not rows:
        return
    managers = User.objects.filter(company=company).active().managers().order_by("pk")
    text = MessageText(notice.many, {"count": len(rows)})
    messages = [build_manager_message(company, manager, text, rows) for manager in managers]
    Notification.objects.bulk_create(messages)
    queue_message_mails(messages, text)


def build_manager_message(
    company: Company, manager: User, text: MessageText, rows: Sequence[Enrollment]
) -> Notification:
    language = choose_language(manager.language, company.language)
    lines = (write_message(build_text("expiry", row), language, company.zone) for row in rows)
    return Notification(
        company=company,
        recipient=manager,
        subject=write_subject(text, manager, company),
        body="\n".join(lines),
        url=STUDENTS_PATH,
    )


def build_expiry_event(notice: Notice, row: Enrollment) -> EventDraft:
    until = row.valid_until_on.isoformat() if row.valid_until_on else None
    payload = {"user": str(row.user_id), "valid_until": until, "days_before": notice.days_before}
    return EventDraft(notice.action, row, payload)
