"""Reopening an enrollment whose finish was a mistake (docs/decisions/0009).

What a correction reopens is in trainings/enrollments/reopening.py.
"""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from records.services import record_events
from trainings.enrollment_acts.choosing import check_reason, choose_locked
from trainings.enrollments.finish_hooks import FINISH_HOOKS
from trainings.enrollments.finishing import is_complete, is_training_open, read_progress
from trainings.enrollments.reopening import read_at_finish, reopen_enrollments
from trainings.models import Enrollment

WOULD_FINISH_AGAIN = gettext_lazy(
    "Everything is done, and this training finishes by itself: it would be finished again at once. "
    "Correct the record that is wrong; that reopens the enrollment."
)


def explain_reopening_obstacle(row: Enrollment) -> str:
    """What keeps a finish from being taken back by hand; "" if nothing does. Queries for a finished enrollment only."""
    if not row.is_finished:
        return _("It is not finished.")
    standing = [text for hook in FINISH_HOOKS for text in hook.find_standing([row])]
    return " ".join(standing) or (str(WOULD_FINISH_AGAIN) if would_finish_again(row) else "")


def would_finish_again(row: Enrollment) -> bool:
    now = clock.now()
    return row.training.auto_finish and is_training_open(row, now) and is_complete(read_progress([row.pk], now).get())


def reopen_by_hand(*, enrollment_id: uuid.UUID, reason: str, by: User) -> Enrollment:
    """Takes a finish back that was a mistake, and returns the enrollment.

    Raises NotFound for an enrollment the manager does not see; InvalidInput for a missing reason; Conflict for one that
    is not finished, that has a certificate which is not revoked, that would be finished again at once, or whose student
    is enrolled in the training again.
    """
    reason = check_reason(reason)
    with transaction.atomic():
        chosen = choose_locked([enrollment_id], explain_reopening_obstacle, by=by)
        if chosen.skipped:
            raise Conflict(chosen.skipped[0].why)
        (row,) = read_at_finish([enrollment_id])
        record_events(*reopen_enrollments([row], by=by, reason=reason), company_id=by.company_id, by=by)
    return row
