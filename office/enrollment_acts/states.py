"""The state of an enrollment in words."""

from django.utils.translation import gettext as _

from core import clock
from core.dates.writing import format_day
from trainings.models import Enrollment


def describe_state(row: Enrollment) -> str:
    """The state with its day and reason: `Withdrawn on 18 Mar 2026: Moved`. The day on which a finished one has expired
    is the last on which it was valid."""
    if row.withdrawn_on:
        values = {"day": format_day(row.withdrawn_on), "reason": row.withdrawal_reason}
        return _("Withdrawn on %(day)s: %(reason)s") % values
    if row.paused_on:
        return _("Paused since %(day)s: %(reason)s") % {"day": format_day(row.paused_on), "reason": row.pause_reason}
    if row.is_finished and row.valid_until_on and row.valid_until_on < row.company.local_date(clock.now()):
        return _("Finished, expired on %(day)s") % {"day": format_day(row.valid_until_on)}
    return str(row.state.label)
