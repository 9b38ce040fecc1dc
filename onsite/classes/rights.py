"""Who may do what to a class, and when (docs/api.md, sections 1 and 5). The only place where this is decided.

Each `find_…_obstacle` returns the error that keeps the user from an act now, or None when it is allowed: Forbidden for
the wrong person, Conflict for the wrong state of the class. The class view shows them as flags, the services raise them
with the `check_may_…` function of the same act.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Company, User
from core import clock
from core.database.statements import Statement
from core.exceptions import Conflict, DomainError, Forbidden, InvalidInput, NotFound
from instructors.papers import find_paper_obstacle
from onsite.models import Attendance, ClassSession
from onsite.querysets import ClassSessionQuerySet
from records.signing import find_api_key_error


@dataclass(frozen=True)
class ClassAccess:
    """What decides what a user may do with a class at a moment. Built by `get_class_access`."""

    user: User
    session: ClassSession
    is_on_roster: bool
    now: datetime

    @property
    def school(self) -> Company:
        """Whose rules apply. It is the user's too: nobody sees a class of another school."""
        return self.user.company

    @property
    def is_teacher(self) -> bool:
        """Teaches the class. A teacher who is on its roster counts as a student of it (docs/api.md, section 1)."""
        return self.session.teacher_id == self.user.pk and self.user.is_staff and not self.is_on_roster

    @property
    def is_in_charge(self) -> bool:
        return self.is_teacher or self.user.is_manager

    @property
    def proxy_facts(self) -> dict[str, str]:
        """For the events of what is recorded: the teacher, if somebody else records on the teacher's behalf."""
        return {} if self.is_teacher else {"on_behalf_of": str(self.session.teacher_id)}

    @property
    def may_see_roster(self) -> bool:
        """Whether the user sees the whole roster, or only their own row."""
        return self.user.is_manager or not self.is_on_roster

    @property
    def is_too_early(self) -> bool:
        return self.now < self.session.starts_at - self.school.class_opening_lead

    @property
    def is_too_late(self) -> bool:
        """The recording period is over. It limits the teacher, not managers."""
        return self.now > self.session.starts_at + self.school.class_recording_period and not self.user.is_manager


def get_class_access(user: User, session: ClassSession) -> ClassAccess:
    is_on_roster = bool(query_own_rows.fetch(class_id=session.pk, user_id=user.pk))
    return ClassAccess(user, session, is_on_roster, clock.now())


def select_own_rows(*, class_id: Any, user_id: int) -> QuerySet[Any]:
    """The row of the user on the roster of a class, if there is one. `class_id` may be a column of an outer query."""
    return Attendance.objects.filter(class_session_id=class_id, enrollment__user_id=user_id).values("pk")[:1]


query_own_rows = Statement(select_own_rows)


def find_recording_obstacle(access: ClassAccess) -> DomainError | None:
    """Storing attendance and saving an evaluation: the teacher within the recording period, managers also later."""
    if not access.is_in_charge:
        return Forbidden(_("Only the teacher of the class and managers may record attendance."))
    if access.session.signed_at:
        return build_signed_conflict()
    if access.is_too_early:
        return build_too_early(access.school)
    if access.is_too_late:
        return build_too_late(access.school)
    return None


def find_signing_obstacle(access: ClassAccess) -> DomainError | None:
    """Signing: the teacher in person. Managers cannot sign for the teacher, and an API key never signs.

    Last, because it may take a query: the papers of the teacher, if the school says so (instructors/papers.py).
    """
    if obstacle := find_api_key_error():
        return obstacle
    if not access.is_teacher:
        return Forbidden(_("Only the teacher of the class may sign it."))
    if access.session.signed_at:
        return Conflict(_("The class is signed already."))
    if access.is_too_early:
        return build_too_early(access.school)
    return find_paper_obstacle(access.user, access.now)


def find_unsigning_obstacle(access: ClassAccess) -> DomainError | None:
    """Unsigning: the teacher within the recording period, managers also later; not with an API key.

    The teacher is the one who signed: a signed class cannot be changed, and so keeps its teacher.
    """
    if obstacle := find_api_key_error():
        return obstacle
    if not access.is_in_charge:
        return Forbidden(_("Only managers and the teacher who signed may revoke a signature."))
    if not access.session.signed_at:
        return Conflict(_("The class is not signed."))
    if access.is_too_late:
        return build_too_late(access.school)
    return None


def build_signed_conflict() -> Conflict:
    return Conflict(_("The class is signed and cannot be changed unless the signature is revoked."))


def build_too_early(school: Company) -> Conflict:
    hours = school.class_opens_hours_before
    text = ngettext(
        "It is too early: a class can be recorded and signed from %(hours)s hour before its start on.",
        "It is too early: a class can be recorded and signed from %(hours)s hours before its start on.",
        hours,
    )
    return Conflict(text % {"hours": hours})


def build_too_late(school: Company) -> Forbidden:
    days = school.class_closes_days_after
    text = ngettext(
        "The recording period is over: a teacher records and corrects a class until %(days)s day after its start. "
        "A manager can still do it.",
        "The recording period is over: a teacher records and corrects a class until %(days)s days after its start. "
        "A manager can still do it.",
        days,
    )
    return Forbidden(text % {"days": days})


def check_may_record(access: ClassAccess) -> None:
    raise_obstacle(find_recording_obstacle(access))


def check_may_sign(access: ClassAccess) -> None:
    raise_obstacle(find_signing_obstacle(access))


def check_may_unsign(access: ClassAccess) -> None:
    raise_obstacle(find_unsigning_obstacle(access))


def raise_obstacle(obstacle: DomainError | None) -> None:
    if obstacle is not None:
        raise obstacle


def check_unsigned(session: ClassSession) -> None:
    """Raises Conflict for a signed class, which neither its teacher nor a manager may change."""
    if session.signed_at:
        raise build_signed_conflict()


def check_may_read_evaluation(access: ClassAccess, student_id: int) -> None:
    """Raises Forbidden unless the user is in charge of the class or the student concerned.

    Does not check whether `student_id` is on the roster, because the error would tell others who attends.
    """
    if not (access.is_in_charge or access.user.pk == student_id):
        raise Forbidden(_("Only the teacher, managers and the student concerned may read an evaluation."))


def get_class(field: str, id: uuid.UUID, user: User) -> ClassSession:
    """The class with an id from the request field `field`. Raises InvalidInput for this field when the user cannot see
    the class."""
    session = ClassSession.objects.visible_to(user).filter(pk=id).first()
    if session is None:
        raise InvalidInput.for_field(field, _("There is no class with the id %(id)s.") % {"id": id})
    return session


def lock_class(session: ClassSession, user: User) -> ClassSession:
    """The class as stored now, locked until the transaction ends. Raises NotFound when the user can no longer see it.

    Every service that changes a class takes this lock before any other, so that two of them cannot deadlock and the
    second checks the rights against what the first has committed.
    """
    return lock_row(ClassSession.objects.visible_to(user), session.pk)


def lock_row(classes: ClassSessionQuerySet, id: uuid.UUID) -> ClassSession:
    rows = classes.select_related("subject", "company").filter(pk=id)
    # `of` excludes the joined rows, which other classes share. `no_key` lets other transactions insert rows that refer
    # to the class (attendance), because its key does not change.
    locked = rows.select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise NotFound
    return locked
