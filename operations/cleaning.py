"""Deletes data that has expired. None of it is evidence: logins and failed login attempts are events of the ledger."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.idempotency_records import IdempotencyRecord
from accounts.models import LoginAttemptLog, Token
from api.middleware.idempotency import RETENTION
from core.files.storage import delete_files, find_abandoned_files

# Ended sessions stay listed for a while, so that one can see how long a lost device was logged in.
SESSIONS_KEPT_FOR = timedelta(days=30)
# Longer than any window in which attempts are counted (GUESS_WINDOW), so that cleaning never resets a count.
LOGIN_ATTEMPTS_KEPT_FOR = timedelta(days=1)
# A picture is uploaded before the slide that shows it is saved: this leaves a working day to finish the slide.
UPLOADS_KEPT_FOR = timedelta(days=1)


def list_expired() -> dict[str, QuerySet[Any]]:
    """The rows that can be deleted, by the key under which `clean_up --json` counts them."""
    now = timezone.now()
    has_ended = Q(expires_at__lt=now - SESSIONS_KEPT_FOR) | Q(revoked_at__lt=now - SESSIONS_KEPT_FOR)
    return {
        "kept_answers": IdempotencyRecord.objects.filter(claimed_at__lte=now - RETENTION),
        "ended_sessions_of_the_API": Token.objects.filter(has_ended, kind=Token.Kind.SESSION),
        "ended_sessions_of_the_admin": Session.objects.filter(expire_date__lt=now),
        "counted_guesses": LoginAttemptLog.objects.filter(last_at__lt=now - LOGIN_ATTEMPTS_KEPT_FOR),
    }


def clean_up(*, is_dry_run: bool) -> dict[str, int]:
    """Deletes what has expired and returns how many of each kind; a dry run only counts."""
    deleted = {key: rows.count() if is_dry_run else rows.delete()[0] for key, rows in list_expired().items()}
    files = find_abandoned_files(timezone.now() - UPLOADS_KEPT_FOR)
    if not is_dry_run:
        delete_files(files)
    return {**deleted, "abandoned_uploads": len(files)}
