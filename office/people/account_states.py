"""What needs a look about the accounts of people: a filter of their list, and tiles of the overview."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Company, PilotGroup
from office.base.filters import NamedChoiceFilter, RowFilter
from office.base.managers import get_manager
from office.people.invitations import HAS_NO_PASSWORD

NEW_FOR = timedelta(days=30)
AHEAD = timedelta(days=30)


def build_account_conditions(company: Company, now: datetime) -> dict[str, Any]:
    """The conditions of users of the school, by the value of the filter. Only accounts that are open can be without a
    password, expired or about to expire: nobody has to do anything about the others."""
    today, is_open = company.local_date(now), Q(is_active=True)
    memberships = PilotGroup.members.through.objects.filter(user=OuterRef("pk"))
    return {
        "new": Q(created_at__gte=now - NEW_FOR),
        "no_password": is_open & HAS_NO_PASSWORD,
        "no_group": ~Exists(memberships),
        "expired": is_open & Q(expires_on__lt=today),
        "expiring": is_open & Q(expires_on__gte=today, expires_on__lte=today + AHEAD),
    }


def build_filter(value: str) -> RowFilter:
    def filter_rows(rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(build_account_conditions(get_manager(request).company, timezone.now())[value])

    return filter_rows


class AccountFilter(NamedChoiceFilter):
    title = _("account")
    parameter_name = "account"
    named_choices = (
        ("new", _("New: added within 30 days"), build_filter("new")),
        ("no_password", _("Without a password"), build_filter("no_password")),
        ("no_group", _("In no pilot group"), build_filter("no_group")),
        ("expired", _("Last day is over"), build_filter("expired")),
        ("expiring", _("Last day within 30 days"), build_filter("expiring")),
    )
