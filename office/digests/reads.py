"""What is waiting at a school: the figures of the weekly digest, each by one query; two of qualifications share it."""

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from mail.models import Mail
from office.dashboard import reads
from office.dashboard.lists import build_list_link
from office.dashboard.reads import Figure
from office.instructors.states import count_states
from office.people.invitations import NOT_ACCEPTED

QUALIFICATIONS = "instructors.qualification"
TIME_TO_ACCEPT = timedelta(days=7)
FAILED_WITHIN = timedelta(days=7)


def list_waiting(manager: User, now: datetime) -> list[dict[str, Any]]:
    """The figures that are not 0, as facts of a mail. Every manager of a school sees the same."""
    papers = count_states(manager, manager.company.local_date(now))
    figures = {
        "unsigned_classes": reads.count_unsigned_classes(manager, now),
        "unsigned_debriefings": reads.count_unsigned_debriefings(manager),
        "overdue": reads.count_overdue(manager, now),
        "expired_qualifications": Figure(papers["expired"], build_list_link(QUALIFICATIONS, state="expired")),
        "expiring_qualifications": Figure(papers["expiring"], build_list_link(QUALIFICATIONS, state="30")),
        "invitations": count_unaccepted_invitations(manager, now),
        "failed_mails": count_failed_mails(manager, now),
    }
    return [
        {"what": what, "count": figure.value, "admin_path": figure.link}
        for what, figure in figures.items()
        if figure.value
    ]


def count_unaccepted_invitations(manager: User, now: datetime) -> Figure:
    """People who were invited more than a week ago and have not set a password since (office/people/invitations.py)."""
    people = User.objects.visible_to(manager).active().filter(NOT_ACCEPTED, invited_at__lt=now - TIME_TO_ACCEPT)
    return Figure(people.count(), build_list_link("accounts.user"))


def count_failed_mails(manager: User, now: datetime) -> Figure:
    failed = Mail.objects.visible_to(manager).given_up()
    return Figure(failed.filter(finished_at__gte=now - FAILED_WITHIN).count())
