"""Refusing certificates while required hours are missing, where the school says so.

A course completion certificate is given to whoever has completed the course as approved: 14 CFR 141.95, EASA
ORA.ATO.125(a) with the hours of Part-FCL.
"""

import uuid
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from accounts.models.companies import HoursPolicy
from core import clock
from core.exceptions import Conflict
from hours.reading.balances import Balances, list_missing, read_hours
from hours.wording import join_missing
from trainings.models import Enrollment

MAX_NAMED = 5


def read_refused(rows: Sequence[Enrollment]) -> dict[uuid.UUID, Balances]:
    """By enrollment of a school that refuses, the hours that are missing, where any are. The enrollments have been read
    with their company and training."""
    refusing = [row for row in rows if row.company.hours_policy == HoursPolicy.REFUSE]
    balances = read_hours(refusing, clock.now()) if refusing else {}
    return {id: missing for id, hours in balances.items() if (missing := list_missing(hours))}


def withhold_refused(rows: list[Enrollment]) -> list[Enrollment]:
    """Those that get a certificate."""
    refused = read_refused(rows)
    return [row for row in rows if row.pk not in refused]


def reject_missing_hours(enrollment_ids: Iterable[uuid.UUID]) -> None:
    """Raises Conflict that says whose hours are missing, and which."""
    chosen = Enrollment.objects.filter(pk__in=enrollment_ids).select_related("company", "training", "user")
    rows = {row.pk: row for row in chosen.by_student_name()}
    refused = read_refused(list(rows.values()))
    if refused:
        sentences = [explain_refusal(row, refused[id]) for id, row in rows.items() if id in refused]
        raise Conflict(" ".join([*sentences[:MAX_NAMED], *describe_rest(len(sentences) - MAX_NAMED)]))


def explain_refusal(enrollment: Enrollment, missing: Balances) -> str:
    values = {"enrollment": enrollment, "hours": join_missing(missing)}
    return _("%(enrollment)s gets no certificate while required hours are missing (%(hours)s).") % values


def describe_rest(number: int) -> list[str]:
    return [_("And %(count)s more.") % {"count": number}] if number > 0 else []
