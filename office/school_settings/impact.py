"""What another name or time zone of a school means for what is on record, said before it is changed."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Company
from evidence.models import Certificate
from exams.models import Attempt
from onsite.models import ClassSession
from trainings.models import Enrollment


def describe_new_name(company: Company, name: str) -> Iterator[str]:
    yield _("The name changes from “%(before)s” to “%(after)s”.") % {"before": company.name, "after": name}
    count = Certificate.objects.filter(company=company).count()
    text = ngettext(
        "%(count)s certificate bears the former name and keeps it; new ones bear the new name.",
        "%(count)s certificates bear the former name and keep it; new ones bear the new name.",
        count,
    )
    if count:
        yield text % {"count": count}
    if not company.mail_sender_name:
        yield _("Mails come from the new name.")


def describe_new_zone(company: Company, timezone_id: str) -> Iterator[str]:
    """Four queries: moments stay, and some of them are on another day in the other zone."""
    yield _("The time zone changes from %(before)s to %(after)s.") % {
        "before": company.timezone_id,
        "after": timezone_id,
    }
    yield _(
        "What is on record happened at a moment, which stays. Its time and day are shown in the new zone from now on."
    )
    zone = ZoneInfo(timezone_id)
    classes = count_moved(ClassSession.objects.live().filter(company=company), "starts_at", company, zone)
    attempts = count_moved(Attempt.objects.filter(enrollment__company=company), "started_at", company, zone)
    finishes = count_moved(Enrollment.objects.filter(company=company), "finished_at", company, zone)
    deadlines = count_moved(Enrollment.objects.filter(company=company), "finish_before_at", company, zone)
    yield ngettext(
        "%(count)s class is then shown on another day.", "%(count)s classes are then shown on another day.", classes
    ) % {"count": classes}
    yield ngettext(
        "%(count)s exam attempt is then shown on another day.",
        "%(count)s exam attempts are then shown on another day.",
        attempts,
    ) % {"count": attempts}
    yield ngettext(
        "%(count)s finish of a training is then shown on another day.",
        "%(count)s finishes of trainings are then shown on another day.",
        finishes,
    ) % {"count": finishes}
    yield ngettext(
        "%(count)s deadline is then shown on another day.",
        "%(count)s deadlines are then shown on another day.",
        deadlines,
    ) % {"count": deadlines}
    yield _("Classes that are planned keep their moment: check their times, and move them if clocks should not change.")
    yield _("Certificates are frozen and keep their days; so do holidays, last days of accounts and validity.")


def count_moved(rows: QuerySet[Any], column: str, company: Company, zone: ZoneInfo) -> int:
    """The number of rows whose moment is on another day in the zone than at the school today. One query."""
    days = {"before": TruncDate(column, tzinfo=company.zone), "after": TruncDate(column, tzinfo=zone)}
    dated = rows.order_by().filter(**{f"{column}__isnull": False})
    return int(dated.annotate(**days).exclude(before=F("after")).count())
