"""A student who is withdrawn from a training leaves the rosters of its classes that have not begun."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import Conflict
from onsite.classes.scheduling import build_change_events, remove_from_roster
from onsite.models import Attendance, ClassSession
from records.services import EventDraft
from trainings.enrollments.withdrawal_hooks import WithdrawalHook
from trainings.models import Enrollment


def lock_upcoming(enrollment_ids: Collection[uuid.UUID], now: datetime) -> set[uuid.UUID]:
    """Locks the classes that the enrollments are still to attend, and returns their ids."""
    booked = Attendance.objects.filter(enrollment__in=enrollment_ids, starts_at__gt=now).values("class_session")
    rows = ClassSession.objects.live().filter(pk__in=booked, signed_at__isnull=True).order_by("pk")
    return {row.pk for row in rows.select_for_update(of=("self",), no_key=True)}


def leave_rosters(locked: set[uuid.UUID], enrollments: list[Enrollment], now: datetime, by: User) -> list[EventDraft]:
    """Removes the enrollments from the locked classes and returns the events. Recorded attendance stays.

    Raises Conflict for a class that was scheduled after `lock_upcoming`: it has to be locked before the enrollments.
    """
    rows = Attendance.objects.live().filter(enrollment__in=enrollments, class_session__signed_at__isnull=True)
    upcoming = rows.filter(starts_at__gt=now).select_related("enrollment", "class_session").order_by("class_session")
    leaving: dict[ClassSession, list[Attendance]] = defaultdict(list)
    for row in upcoming:
        if not row.is_recorded:
            leaving[row.class_session].append(row)
    if any(session.pk not in locked for session in leaving):
        raise Conflict(_("A class of one of these students was scheduled just now. Please try again."))
    remove_from_roster([row for roster in leaving.values() for row in roster])
    return [
        event
        for session, roster in leaving.items()
        for event in build_change_events(session, {}, [], [row.enrollment.user_id for row in roster])
    ]


ROSTERS = WithdrawalHook(lock_upcoming, leave_rosters)
