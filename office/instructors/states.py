"""How qualifications stand: filters of their list and of that of people, figures of the overview, and words."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from core import clock
from instructors.models import Qualification
from office.base.filters import NamedChoiceFilter, RowFilter
from office.base.managers import get_manager

DAYS_AHEAD = (30, 60, 90)


def get_today(request: HttpRequest) -> date:
    return get_manager(request).company.local_date(clock.now())


def filter_expired(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    return rows.filter(pk__in=Qualification.objects.of_instructors().expired(get_today(request)).values("pk"))


def filter_replaced(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
    live = rows.filter(removed_at__isnull=True)
    return live.exclude(pk__in=Qualification.objects.current().values("pk"))


def build_expiring_filter(days: int) -> RowFilter:
    def filter_rows(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        papers = Qualification.objects.of_instructors().expiring(get_today(request), days)
        return rows.filter(pk__in=papers.values("pk"))

    return filter_rows


class StateFilter(NamedChoiceFilter):
    """Without a choice, the removed ones are left out. What has expired or expires is of people who may teach and whose
    account is open, as the overview counts them."""

    title = gettext_lazy("state")
    parameter_name = "state"
    named_choices = (
        ("expired", gettext_lazy("Expired"), filter_expired),
        ("30", gettext_lazy("Expires within 30 days"), build_expiring_filter(30)),
        ("60", gettext_lazy("Expires within 60 days"), build_expiring_filter(60)),
        ("90", gettext_lazy("Expires within 90 days"), build_expiring_filter(90)),
        ("replaced", gettext_lazy("Replaced by a newer one"), filter_replaced),
        ("removed", gettext_lazy("Removed"), lambda rows, request: rows.filter(removed_at__isnull=False)),
    )

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = super().queryset(request, queryset)
        return chosen if self.value() else chosen.filter(removed_at__isnull=True)


def list_people_with(rows: QuerySet[Any]) -> Exists:
    return Exists(rows.filter(user=OuterRef("pk")))


class PapersFilter(NamedChoiceFilter):
    """Of the list of people: instructors by their qualifications."""

    title = gettext_lazy("qualifications")
    parameter_name = "papers"
    named_choices = (
        (
            "missing",
            gettext_lazy("Instructors without any"),
            lambda rows, request: rows.staff().filter(~list_people_with(Qualification.objects.live())),
        ),
        (
            "expired",
            gettext_lazy("One has expired"),
            lambda rows, request: rows.filter(
                list_people_with(Qualification.objects.of_instructors().expired(get_today(request)))
            ),
        ),
        (
            "expiring",
            gettext_lazy("One expires within 30 days"),
            lambda rows, request: rows.filter(
                list_people_with(Qualification.objects.of_instructors().expiring(get_today(request), 30))
            ),
        ),
    )


def describe_state(row: Qualification, is_current: bool, today: date) -> str:
    """`valid`, `expires in 12 days`, `expired 3 days ago`, `replaced`, `removed: entered twice`."""
    if row.removed_at:
        return _("removed: %(reason)s") % {"reason": row.removal_reason}
    if not is_current:
        return _("replaced by a newer one")
    days = row.count_days_left(today)
    if days is None or days > max(DAYS_AHEAD):
        return _("valid")
    return describe_days(days)


def describe_days(days: int) -> str:
    if days == 0:
        return _("last valid day is today")
    if days < 0:
        return ngettext("expired %(days)s day ago", "expired %(days)s days ago", -days) % {"days": -days}
    return ngettext("expires in %(days)s day", "expires in %(days)s days", days) % {"days": days}


def with_is_current(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Adds `is_current`: whether the row is live and none replaces it."""
    annotated: QuerySet[Any] = rows.annotate(
        is_current=Exists(Qualification.objects.current().filter(pk=OuterRef("pk")))
    )
    return annotated


def count_states(manager: User, today: date) -> dict[str, int]:
    """How many qualifications of the school's instructors have expired, and how many expire within 30 days.
    One query."""
    rows = Qualification.objects.visible_to(manager).of_instructors().current().order_by()
    ends_soon = Q(valid_until_on__gte=today, valid_until_on__lte=today + timedelta(days=DAYS_AHEAD[0]))
    return rows.aggregate(
        expired=Count("pk", filter=Q(valid_until_on__lt=today)), expiring=Count("pk", filter=ends_soon)
    )
