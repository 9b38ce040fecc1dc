"""Who may do what to a class, and when (docs/api.md, sections 1 and 5). The only place where this is decided.

The `check_may_…` functions say nothing when it is allowed, and refuse with the reason when it is not: Forbidden for the
wrong person, Conflict for the wrong state of the class.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from core import clock
from core.exceptions import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from onsite.models import Attendance, ClassSession
from records.signing import reject_api_keys


@dataclass(frozen=True)
class ClassAccess:
    """What a person is to a class at a moment. Made by `get_class_access`."""

    user: User
    session: ClassSession
    is_on_roster: bool
    now: datetime

    @property
    def teaches(self) -> bool:
        """Holds the class. A teacher who is on its roster counts as a student of it."""
        return self.session.teacher_id == self.user.pk and self.user.is_staff and not self.is_on_roster

    @property
    def sees_everybody(self) -> bool:
        """Sees the whole roster, not the own row alone."""
        return self.user.is_manager or not self.is_on_roster

    @property
    def is_early(self) -> bool:
        return self.now < self.session.starts_at - get_opening_lead()

    @property
    def is_late(self) -> bool:
        return self.now > self.session.starts_at + get_recording_period()


def get_opening_lead() -> timedelta:
    """How long before its start a class can be recorded and signed."""
    opens: timedelta = settings.CLASS_OPENS_BEFORE
    return opens


def get_recording_period() -> timedelta:
    """How long after its start its teacher may still record, and take the signature back."""
    closes: timedelta = settings.CLASS_CLOSES_AFTER
    return closes


def get_class_access(user: User, session: ClassSession) -> ClassAccess:
    on_roster = Attendance.objects.filter(class_session=session, enrollment__user=user).exists()
    return ClassAccess(user, session, on_roster, clock.now())


def check_may_record(standing: ClassAccess) -> None:
    """Store attendance, save an evaluation: the teacher until the time is over, managers without that limit."""
    if not (standing.teaches or standing.user.is_manager):
        raise Forbidden("Only the teacher of the class and managers record attendance.")
    if standing.session.signed_at:
        raise Conflict("The class is signed. Nothing in it can be changed until it is unsigned.")
    if standing.is_early:
        raise Conflict("It is too early: the class is not open for recording yet.")
    if standing.is_late and not standing.user.is_manager:
        raise Forbidden("The time for recording is over. A manager can still do it.")


def check_may_sign(standing: ClassAccess) -> None:
    """The teacher in person, and nobody for the teacher."""
    reject_api_keys()
    if not standing.teaches:
        raise Forbidden("Only the teacher of the class signs it.")
    if standing.session.signed_at:
        raise Conflict("The class is signed already.")
    if standing.is_early:
        raise Conflict("It is too early: the class cannot be signed yet.")


def check_may_unsign(standing: ClassAccess) -> None:
    """Managers; the teacher, who is the one who signed (a signed class keeps its teacher), until the time is over."""
    reject_api_keys()
    if not (standing.teaches or standing.user.is_manager):
        raise Forbidden("Only managers and the teacher who signed take a signature back.")
    if not standing.session.signed_at:
        raise Conflict("The class is not signed.")
    if standing.is_late and not standing.user.is_manager:
        raise Forbidden("The time for taking the signature back is over. A manager can still do it.")


def check_may_read_evaluation(standing: ClassAccess, student_id: int) -> None:
    """The teacher, managers, and the student concerned. Does not tell whether `student_id` is on the roster."""
    if not (standing.teaches or standing.user.is_manager or standing.user.pk == student_id):
        raise Forbidden("Only the teacher, managers and the student concerned read an evaluation.")


def is_allowed(check: Callable[[ClassAccess], None], standing: ClassAccess) -> bool:
    try:
        check(standing)
    except DomainError:
        return False
    return True


def get_class(field: str, id: uuid.UUID, user: User) -> ClassSession:
    """The class that the body's `field` names; refuses one that the caller does not see, by naming the field."""
    session = ClassSession.objects.visible_to(user).filter(pk=id).first()
    if session is None:
        raise InvalidInput.for_field(field, f"There is no class with the id {id}.")
    return session


def lock_class(session: ClassSession, user: User) -> ClassSession:
    """The class as it stands now, locked until the transaction ends. Every writer of a class takes this lock first."""
    rows = ClassSession.objects.visible_to(user).select_related("subject", "company").filter(pk=session.pk)
    present = rows.select_for_update(of=("self",), no_key=True).first()
    if present is None:
        raise NotFound
    return present
