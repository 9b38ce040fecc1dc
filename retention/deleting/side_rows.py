"""What else carries something of a record, without being part of it: messages, mails, kept responses, deliveries, the
admin's own log."""

import uuid
from collections.abc import Collection

from django.contrib.admin.models import LogEntry
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from accounts.idempotency_records import IdempotencyRecord
from accounts.models import Notification
from mail.models import Mail
from retention.deleting.ledger_rows import RecordTrace
from webhooks.models import WebhookDelivery


def delete_side_rows(trace: RecordTrace) -> dict[str, int]:
    """Deletes them and returns how many of each, without those of which there were none.

    Exports that managers made in the background are kept for a day only, and not searched (docs/operations.md).
    """
    enrollment, student = trace.enrollment.pk, trace.enrollment.user_id
    company = trace.enrollment.company_id
    messages = Notification.objects.filter(company=company).filter(
        Q(url__contains=str(enrollment)) | Q(pk__in=find_messages(trace))
    )
    mails = Mail.objects.filter(company=company).annotate(text=Cast("facts", TextField()))
    mails = mails.filter(Q(text__contains=str(enrollment)) | Q(pk__in=find_mails(trace)))
    responses = IdempotencyRecord.objects.filter(user__company=company)
    responses = responses.filter(Q(user=student) | Q(body__contains=str(enrollment)))
    rows = {
        "messages": messages,
        "mails": mails,
        "responses": responses,
        "deliveries": WebhookDelivery.objects.filter(event__object_id__in=trace.object_ids),
        "log_entries": LogEntry.objects.filter(object_id__in=trace.object_ids),
    }
    counts = {name: found.count() for name, found in rows.items()}
    for found in rows.values():
        found.delete()
    return {name: count for name, count in counts.items() if count}


def find_messages(trace: RecordTrace) -> list[uuid.UUID]:
    """Messages about classes, attempts and other objects of the record: the student's own, and those that name the
    student to others."""
    student = trace.enrollment.user
    rows = Notification.objects.filter(Q(recipient=student) | Q(subject__contains=str(student)))
    addresses = rows.filter(company=trace.enrollment.company_id).values_list("pk", "url")
    ids = trace.object_ids | trace.classes
    return [pk for pk, url in addresses if mentions(url, ids)]


def find_mails(trace: RecordTrace) -> list[uuid.UUID]:
    rows = Mail.objects.filter(recipient=trace.enrollment.user_id).values_list("pk", "facts")
    ids = trace.object_ids | trace.classes
    return [pk for pk, facts in rows if mentions(str(facts), ids)]


def mentions(text: str, ids: Collection[str]) -> bool:
    return any(id in text for id in ids)
