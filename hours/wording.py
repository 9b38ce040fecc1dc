"""What people read of required hours."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from core.dates.writing import format_duration
from core.units import SECONDS_PER_MINUTE
from hours.reading.balances import HoursBalance


def format_minutes(minutes: int) -> str:
    return format_duration(minutes * SECONDS_PER_MINUTE)


def name_hours(balance: HoursBalance) -> str:
    """`Dual`, or `In class, 050 Meteorology`."""
    label = str(balance.kind.label)
    return f"{label}, {balance.subject}" if balance.subject else label


def describe_missing(balance: HoursBalance) -> str:
    values = {"what": name_hours(balance), "missing": format_minutes(balance.missing)}
    return _("%(what)s: %(missing)s of %(required)s missing") % {
        **values,
        "required": format_minutes(balance.required),
    }


def join_missing(balances: Iterable[HoursBalance]) -> str:
    return "; ".join(describe_missing(balance) for balance in balances if balance.missing)


def describe_standing(balance: HoursBalance, *, has_deadline: bool) -> str:
    """How it stands with the hours, in a few words. Without a deadline the syllabus itself holds too few of them."""
    if not balance.missing:
        return _("reached")
    if not balance.is_reachable and has_deadline:
        return _("cannot be reached any more by the deadline")
    if not balance.is_reachable:
        return _("cannot be reached with what is left of the training")
    return _("%(time)s missing") % {"time": format_minutes(balance.missing)}


def has_unreachable(balances: Sequence[HoursBalance]) -> bool:
    return any(not balance.is_reachable for balance in balances)
