"""What the server need not remember. Nothing here is evidence: the ledger has what matters of logins and guesses."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.idempotency_records import IdempotencyRecord
from accounts.models import LoginAttemptLog, Token
from api.middleware.idempotency import RETENTION
from core.files.storage import delete_files, find_abandoned_files

SESSIONS_LISTED_FOR = timedelta(days=30)
# Longer than any window in which guesses are counted.
LOGIN_ATTEMPTS_KEPT_FOR = timedelta(days=1)
# Long enough to finish a slide whose picture is there already.
UPLOADS_KEPT_FOR = timedelta(days=1)


def list_outdated() -> dict[str, QuerySet]:
    """By name, the rows that can go: answers kept for retries, ended logins, and guesses long ago."""
    now = timezone.now()
    ended = Q(expires_at__lt=now - SESSIONS_LISTED_FOR) | Q(revoked_at__lt=now - SESSIONS_LISTED_FOR)
    return {
        "kept answers": IdempotencyRecord.objects.filter(claimed_at__lte=now - RETENTION),
        "ended sessions of the API": Token.objects.filter(ended, kind=Token.Kind.SESSION),
        "ended sessions of the admin": Session.objects.filter(expire_date__lt=now),
        "counted guesses": LoginAttemptLog.objects.filter(last_at__lt=now - LOGIN_ATTEMPTS_KEPT_FOR),
    }


def clean_up(*, dry_run: bool) -> dict[str, int]:
    """Removes what is outdated and says how many of each kind; a rehearsal only counts them."""
    removed = {name: rows.count() if dry_run else rows.delete()[0] for name, rows in list_outdated().items()}
    files = find_abandoned_files(timezone.now() - UPLOADS_KEPT_FOR)
    if not dry_run:
        delete_files(files)
    return {**removed, "abandoned uploads": len(files)}
