"""The state of a user's invitation, as the list of users shows and filters it."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.dates.writing import format_day
from office.base.filters import NamedChoiceFilter

HAS_NO_PASSWORD = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
NOT_ACCEPTED = HAS_NO_PASSWORD & Q(invited_at__isnull=False)


class InvitationFilter(NamedChoiceFilter):
    """Who has been invited, and who has not accepted yet."""

    title = gettext_lazy("invitation")
    parameter_name = "invitation"
    named_choices = (
        ("waiting", gettext_lazy("Not accepted yet"), lambda rows, request: rows.filter(NOT_ACCEPTED)),
        (
            "none",
            gettext_lazy("Not invited, no password"),
            lambda rows, request: rows.filter(HAS_NO_PASSWORD, invited_at=None),
        ),
        ("accepted", gettext_lazy("Has a password"), lambda rows, request: rows.exclude(HAS_NO_PASSWORD)),
    )


def describe_invitation(user: User) -> str:
    """`accepted`, `sent on 18 Mar 2026`, or `not invited`; the day is the school's. Reads `company`."""
    if user.has_usable_password():
        return _("accepted") if user.invited_at else _("has a password")
    if user.invited_at is None:
        return _("not invited")
    return _("sent on %(day)s") % {"day": format_day(user.company.local_date(user.invited_at))}
