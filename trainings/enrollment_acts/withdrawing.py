"""Withdrawing students from a training, and taking that back."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from records.services import EventDraft, record_events
from trainings.enrollment_acts.choosing import (
    Chosen,
    build_facts,
    check_day,
    check_reason,
    choose_locked,
    explain_before_start,
    explain_ended,
)
from trainings.enrollment_acts.pausing import end_pause
from trainings.enrollments.finishing import finish_completed
from trainings.enrollments.withdrawal_hooks import WITHDRAWAL_HOOKS
from trainings.models import Enrollment

COLUMNS = ["withdrawn_at", "withdrawn_on", "withdrawal_reason"]
PAUSE_COLUMNS = ["paused_at", "paused_on", "pause_reason", "finish_before_at"]
ANOTHER_UNFINISHED = gettext_lazy("The student is enrolled in this training again.")


def explain_withdrawal_obstacle(row: Enrollment, day: date | None = None) -> str:
    """What keeps an enrollment from being withdrawn; "" if nothing does."""
    return explain_ended(row) or (explain_before_start(row, day) if day else "")


def withdraw_enrollments(
    *, enrollment_ids: Iterable[uuid.UUID], reason: str, day: date | None = None, by: User
) -> Chosen:
    """Withdraws the students from their trainings as of `day`, today if there is none, and returns whom it concerned.

    The enrollments stay on record. A pause ends with them, and the students leave the rosters of classes that have not
    begun. Skips enrollments that are finished, withdrawn, or began after `day`.

    Raises what `choose_locked` does; InvalidInput for a missing reason or a day in the future; Conflict if a class with
    one of the students was scheduled at the same time.
    """
    reason, day, now, ids = check_reason(reason), check_day(day, by), clock.now(), set(enrollment_ids)
    with transaction.atomic():
        locks = [hook.lock(ids, now) for hook in WITHDRAWAL_HOOKS]
        chosen = choose_locked(ids, lambda row: explain_withdrawal_obstacle(row, day), by=by)
        if chosen.concerned:
            withdrawal = Withdrawal(day, reason, now)
            events = [withdrawal.apply(row) for row in chosen.concerned]
            Enrollment.objects.bulk_update(chosen.concerned, [*COLUMNS, *PAUSE_COLUMNS, "modified_at"])
            for hook, locked in zip(WITHDRAWAL_HOOKS, locks, strict=True):
                events += hook.on_withdrawal(locked, chosen.concerned, now, by)
            record_events(*events, company_id=by.company_id, by=by)
    return chosen


@dataclass(frozen=True)
class Withdrawal:
    day: date
    reason: str
    now: datetime

    def apply(self, row: Enrollment) -> EventDraft:
        """Sets the columns, without saving, and returns the event."""
        pause = end_pause(row, self.day) if row.paused_on else {}
        row.withdrawn_at = row.modified_at = self.now
        row.withdrawn_on, row.withdrawal_reason = self.day, self.reason
        facts = {**build_facts(row), "day": self.day.isoformat(), "reason": self.reason, **pause}
        return EventDraft("enrollment.withdrawn", row, facts)


def explain_return_obstacle(row: Enrollment) -> str:
    """What keeps a withdrawal from being taken back. One query for a withdrawn enrollment."""
    if not row.is_withdrawn:
        return _("It is not withdrawn.")
    again = Enrollment.objects.unfinished().filter(user=row.user_id, training=row.training_id)
    return str(ANOTHER_UNFINISHED) if again.exists() else ""


def undo_withdrawal(*, enrollment_id: uuid.UUID, reason: str, by: User) -> Enrollment:
    """Takes a withdrawal back, and finishes the enrollment if it was completed meanwhile. Rosters stay as they are.

    Raises NotFound for an enrollment the manager does not see; InvalidInput for a missing reason; Conflict for one that
    is not withdrawn, and when the student is enrolled in the training again.
    """
    reason = check_reason(reason)
    with transaction.atomic():
        chosen = choose_locked([enrollment_id], explain_return_obstacle, by=by)
        if chosen.skipped:
            raise Conflict(chosen.skipped[0].why)
        (row,) = chosen.concerned
        withdrawn_on = row.withdrawn_on
        row.withdrawn_at = row.withdrawn_on = None
        row.withdrawal_reason, row.modified_at = "", clock.now()
        try:
            with transaction.atomic():
                row.save(update_fields=[*COLUMNS, "modified_at"])
        except IntegrityError as error:  # somebody enrolled the student again at this moment
            raise Conflict(str(ANOTHER_UNFINISHED)) from error
        facts = {**build_facts(row), "withdrawn_on": withdrawn_on and withdrawn_on.isoformat(), "reason": reason}
        finished = finish_completed(enrollment_ids=[row.pk], by=by)
        undone = EventDraft("enrollment.withdrawal_undone", row, facts)
        record_events(undone, *finished, company_id=by.company_id, by=by)
    row.refresh_from_db()
    return row
