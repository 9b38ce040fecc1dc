"""Deletes data that has expired. None of it is evidence: logins and failed login attempts are events of the ledger."""

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.idempotency_records import IdempotencyRecord
from accounts.models import AdminSession, Login, LoginAttemptLog, OneTimeCode, Token
from api.middleware.idempotency import RETENTION
from core.files.storage import delete_files, find_abandoned_files
from inspections.models import InspectorSession
from mail.models import Mail
from office.models import BackgroundJob
from trainings.models.enrollment_counts import list_mergeable, merge_counts
from webhooks.models import WebhookDelivery

# Ended sessions stay listed for a while, so that one can see how long a lost device was logged in.
SESSIONS_KEPT_FOR = timedelta(days=30)
# Longer than any window in which attempts are counted (GUESS_WINDOW), so that cleaning never resets a count.
LOGIN_ATTEMPTS_KEPT_FOR = timedelta(days=1)
# Longer than a visit can last without a new login; who looked at what is in the ledger.
INSPECTOR_SESSIONS_KEPT_FOR = timedelta(days=90)
# A picture is uploaded before the slide that shows it is saved: this leaves a working day to finish the slide.
UPLOADS_KEPT_FOR = timedelta(days=1)
# Long enough to look for a mail of the last quarter. What it was about is in the ledger.
MAILS_KEPT_FOR = timedelta(days=90)
# A dead code explains for a while why a link no longer works.
CODES_KEPT_FOR = timedelta(days=30)
# What people see of their own logins; the ledger keeps them for good.
LOGINS_KEPT_FOR = timedelta(days=365)
# What was sent to whom can be looked up, and sent again, for a month; the events themselves stay in the ledger.
DELIVERIES_KEPT_FOR = timedelta(days=30)
# A day to come back for a file or a preview.
JOBS_KEPT_FOR = timedelta(days=1)


def list_expired() -> dict[str, QuerySet[Any]]:
    """The rows that can be deleted, by the key under which `clean_up --json` counts them."""
    now = timezone.now()
    has_ended = Q(expires_at__lt=now - SESSIONS_KEPT_FOR) | Q(revoked_at__lt=now - SESSIONS_KEPT_FOR)
    return {
        "kept_answers": IdempotencyRecord.objects.filter(claimed_at__lte=now - RETENTION),
        "ended_sessions_of_the_API": Token.objects.filter(has_ended, kind=Token.Kind.SESSION),
        "ended_sessions_of_the_admin": AdminSession.objects.filter(expire_date__lt=now),
        "counted_guesses": LoginAttemptLog.objects.filter(last_at__lt=now - LOGIN_ATTEMPTS_KEPT_FOR),
        "mails": Mail.objects.filter(finished_at__lt=now - MAILS_KEPT_FOR),
        "one_time_codes": OneTimeCode.objects.filter(expires_at__lt=now - CODES_KEPT_FOR),
        "logins": Login.objects.filter(at__lt=now - LOGINS_KEPT_FOR),
        "webhook_deliveries": WebhookDelivery.objects.filter(finished_at__lt=now - DELIVERIES_KEPT_FOR),
        "background_jobs": BackgroundJob.objects.filter(created_at__lt=now - JOBS_KEPT_FOR),
        "sessions_of_inspectors": InspectorSession.objects.filter(created_at__lt=now - INSPECTOR_SESSIONS_KEPT_FOR),
    }


def clean_up(*, is_dry_run: bool) -> dict[str, int]:
    """Deletes what has expired and returns how many of each kind; a dry run only counts."""
    deleted = {key: rows.count() if is_dry_run else rows.delete()[0] for key, rows in list_expired().items()}
    files = find_abandoned_files(timezone.now() - UPLOADS_KEPT_FOR)
    if not is_dry_run:
        delete_files(files)
    return {**deleted, "abandoned_uploads": len(files), "merged_counts": merge_all_counts(is_dry_run=is_dry_run)}


def merge_all_counts(*, is_dry_run: bool) -> int:
    """How many rows of counts are made superfluous by adding them up. The counts stay what they are."""
    return sum(rows if is_dry_run else merge_counts(training_id) for training_id, rows in list_mergeable())
