"""What a finish and its taking back mean for certificates (docs/decisions/0009)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from evidence.certificates.services import store_certificates, store_revocations
from evidence.models import Certificate
from records.services import EventDraft
from trainings.enrollments.finish_hooks import FinishHook
from trainings.models import Enrollment

# Stored as the reason of revocation, and printed on the revoked certificate: in English, whoever caused it.
CORRECTED = gettext_noop("The finish was taken back: a record it rested on was corrected.")


def issue_at_finish(rows: list[Enrollment], now: datetime, by: User | None) -> list[EventDraft]:
    return store_certificates([row.pk for row in rows], now)


def find_obstacles(rows: list[Enrollment], now: datetime) -> list[str]:
    """A sentence for each certificate of the enrollments that people may rely on by now."""
    unrevoked = (
        Certificate.objects.unrevoked().filter(enrollment__in=rows).select_related("enrollment__user", "company")
    )
    return [describe_obstacle(row) for row in unrevoked.order_by("serial") if is_given_out(row, now)]


def find_standing(rows: list[Enrollment]) -> list[str]:
    """A sentence for each certificate of the enrollments that is not revoked, given out or not. In the admin only."""
    unrevoked = Certificate.objects.unrevoked().filter(enrollment__in=rows).order_by("serial")
    return [_("Revoke the certificate %(number)s first.") % {"number": row.number} for row in unrevoked]


def is_given_out(certificate: Certificate, now: datetime) -> bool:
    """Whether people may rely on the certificate: one issued by a person at once, one issued by the finish after the
    period in which a teacher may still correct a class."""
    is_issued_by_finish = certificate.issued_at == certificate.enrollment.finished_at
    return not is_issued_by_finish or now > certificate.issued_at + certificate.company.class_recording_period


def describe_obstacle(certificate: Certificate) -> str:
    text = _(
        "%(student)s finished the training based on this record, and certificate %(number)s has been issued. "
        "A manager must revoke it first."
    )
    return text % {"student": certificate.enrollment.user, "number": certificate.number}


def revoke_at_reopening(rows: list[Enrollment], now: datetime, by: User | None) -> list[EventDraft]:
    # By primary key, so that two transactions lock the certificates in the same order.
    unrevoked = Certificate.objects.unrevoked().filter(enrollment__in=rows).order_by("pk")
    return store_revocations(list(unrevoked.select_for_update(no_key=True)), CORRECTED, now)


CERTIFICATES = FinishHook(issue_at_finish, find_obstacles, find_standing, revoke_at_reopening)
