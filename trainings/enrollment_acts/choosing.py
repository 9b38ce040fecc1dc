"""What the acts of managers on enrollments have in common: whom one concerns, and whom not and why.

Each act has a function that explains what keeps an enrollment from it. A page shows its sentences before the act, and
the service asks it again about the locked rows: what has changed in between is skipped, not forced.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.dates.writing import format_day
from core.exceptions import Forbidden, InvalidInput, NotFound
from records.services import EventDraft, record_events
from trainings.enrollments.finishing import lock_enrollments
from trainings.models import MAX_REASON, Enrollment
from trainings.querysets import EnrollmentQuerySet

MAX_ENROLLMENTS = 1000  # of one act, in one transaction
# A sentence that says what keeps an enrollment from the act; "" for one that it concerns.
Explain = Callable[[Enrollment], str]
# Sets columns of an enrollment, without saving, and returns the event.
Change = Callable[[Enrollment], EventDraft]


class Skipped(NamedTuple):
    """An enrollment that an act does not concern, and why."""

    enrollment: Enrollment
    why: str


@dataclass(frozen=True)
class Chosen:
    """The enrollments that an act concerns, and those that it does not."""

    concerned: list[Enrollment]
    skipped: list[Skipped]


def choose(enrollment_ids: Iterable[uuid.UUID], explain: Explain, *, by: User) -> Chosen:
    """What the act would do now, for a page that asks first; by the student's name."""
    check_manager(by)
    return divide(list_chosen(enrollment_ids, by).by_student_name(), explain)


def choose_locked(enrollment_ids: Iterable[uuid.UUID], explain: Explain, *, by: User) -> Chosen:
    """The same with the enrollments locked, for a service in its transaction.

    Raises Forbidden for anybody but a manager, NotFound if the manager sees none of the enrollments, InvalidInput for
    more than `MAX_ENROLLMENTS`.
    """
    check_manager(by)
    rows = lock_enrollments(list_chosen(enrollment_ids, by))
    if not rows:
        raise NotFound
    return divide(rows, explain)


def change_chosen(
    enrollment_ids: Iterable[uuid.UUID], explain: Explain, change: Change, columns: list[str], *, by: User
) -> Chosen:
    """Changes the `columns` of every enrollment that the act concerns, stores them with their events, and returns whom
    it concerned. Raises what `choose_locked` does."""
    with transaction.atomic():
        chosen = choose_locked(enrollment_ids, explain, by=by)
        now = clock.now()
        events = []
        for row in chosen.concerned:
            events.append(change(row))
            row.modified_at = now
        Enrollment.objects.bulk_update(chosen.concerned, [*columns, "modified_at"])
        record_events(*events, company_id=by.company_id, by=by)
    return chosen


def list_chosen(enrollment_ids: Iterable[uuid.UUID], by: User) -> EnrollmentQuerySet:
    ids = set(enrollment_ids)
    if len(ids) > MAX_ENROLLMENTS:
        raise InvalidInput(_("Choose at most %(limit)s enrollments at a time.") % {"limit": MAX_ENROLLMENTS})
    rows = Enrollment.objects.visible_to(by).filter(pk__in=ids)
    return rows.select_related("user", "training", "company", "supervisor")


def divide(rows: Iterable[Enrollment], explain: Explain) -> Chosen:
    chosen = Chosen([], [])
    for row in rows:
        if why := explain(row):
            chosen.skipped.append(Skipped(row, why))
        else:
            chosen.concerned.append(row)
    return chosen


def check_manager(by: User) -> None:
    if not by.is_manager:
        raise Forbidden(_("Only managers may do this."))


def check_reason(reason: str) -> str:
    """The reason without spaces around it. Raises InvalidInput for none, and for one that is too long."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput.for_field("reason", _("Give a reason."))
    if len(reason) > MAX_REASON:
        raise InvalidInput.for_field("reason", _("At most %(limit)s characters.") % {"limit": MAX_REASON})
    return reason


def check_day(day: date | None, by: User) -> date:
    """The day from which an act holds: today at the school, or an earlier one."""
    today = by.company.local_date(clock.now())
    if day is not None and day > today:
        raise InvalidInput.for_field("day", _("The day cannot be in the future."))
    return day or today


def explain_ended(row: Enrollment) -> str:
    """What keeps an enrollment from every act on unfinished ones."""
    if row.is_finished:
        # Translators: "it" is an enrollment.
        return _("It is finished.")
    return _("It is withdrawn.") if row.is_withdrawn else ""


def explain_before_start(row: Enrollment, day: date) -> str:
    enrolled_on = row.company.local_date(row.created_at)
    text = _("It began on %(day)s, after that day.") % {"day": format_day(enrolled_on)}
    return text if day < enrolled_on else ""


def build_facts(row: Enrollment) -> dict[str, str]:
    """What every event about an act says: whose enrollment it is, and in which training."""
    return {"user": str(row.user_id), "training": str(row.training_id), "training_name": row.training.name}
