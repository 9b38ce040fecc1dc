"""What a finish means for certificates, and a finish that is taken back (docs/decisions/0009)."""

from datetime import datetime
from typing import Any

from django.conf import settings

from accounts.models import User
from evidence.certificates.services import issue_locked, revoke_locked
from evidence.models import Certificate
from records.services import EventDraft
from trainings.enrollments.finish_hooks import FinishHook
from trainings.models import Enrollment

CORRECTED = "The finish was taken back: a record it rested on was corrected."


def issue_at_finish(rows: list[Enrollment], now: datetime, by: User | None) -> list[EventDraft]:
    return issue_locked([row.pk for row in rows], now)


def find_obstacles(rows: list[Enrollment], now: datetime) -> list[str]:
    """In words, the certificates of the enrollments that people may rely on by now."""
    standing = Certificate.objects.standing().filter(enrollment__in=rows).select_related("enrollment__user")
    return [describe_obstacle(row) for row in standing.order_by("serial") if is_given_out(row, now)]


def is_given_out(certificate: Certificate, now: datetime) -> bool:
    """One that the finish issued counts as given out once its teacher's time for corrections is over; one that a person
    issued, at once."""
    finished_at = certificate.enrollment.finished_at
    by_the_finish = certificate.issued_at == finished_at
    return not by_the_finish or now > certificate.issued_at + settings.CLASS_CLOSES_AFTER


def describe_obstacle(certificate: Certificate) -> str:
    return (
        f"{certificate.enrollment.user} finished the training on what would be corrected, and certificate "
        f"{certificate.number} has been given out: a manager has to revoke it first."
    )


def revoke_at_reopening(rows: list[Enrollment], now: datetime, by: User | None) -> list[EventDraft]:
    standing: Any = Certificate.objects.standing().filter(enrollment__in=rows).order_by("pk")
    return revoke_locked(list(standing.select_for_update(no_key=True)), CORRECTED, now)


CERTIFICATES = FinishHook(issue_at_finish, find_obstacles, revoke_at_reopening)
