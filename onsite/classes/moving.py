"""Moving a class to another time, with everything else as it is."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from onsite.classes.class_plans import ClassPlan
from onsite.classes.messages import list_roster_user_ids
from onsite.classes.rights import check_unsigned, lock_class
from onsite.classes.scheduling import change_class
from onsite.models import ClassSession


def move_class(*, session: ClassSession, starts_at: datetime, minutes: int, notify: bool, by: User) -> ClassSession:
    """Changes the start and the duration of a class. The start may be distant: whoever moves a class sees where to.

    Raises what `change_class` does, and NotFound for a class that the actor does not see.
    """
    with transaction.atomic():
        locked = lock_class(session, by)  # before the roster is read, so that nobody joins in between
        check_unsigned(locked)
        roster = sorted(list_roster_user_ids(locked))
        options = {"duration_minutes": minutes}
        plan = ClassPlan(locked.subject_id, starts_at, locked.teacher_id, roster, options, True)
        return change_class(session=locked, plan=plan, notify=notify, by=by)
