"""The session report: the classes of a period, and who was invited to them and came (docs/api.md, section 5)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import name_role
from api.input_fields import UUID_TEXT
from core.exceptions import NotFound
from core.units import SECONDS_PER_MINUTE
from onsite.endpoints.reads import with_details
from onsite.models import Attendance, ClassSession
from trainings.models import Training

LESSON, EXAM = "LESSON", "EXAM"
USER = "enrollment__user"


@dataclass(frozen=True)
class UserRow:
    """One person's invitations to the classes of a report; `seconds_attended` is the time present."""

    user_id: int
    name: str
    surname: str
    role: str
    invited: int
    attended: int
    minutes_invited: int
    seconds_attended: int

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.surname}"

    @property
    def minutes_attended(self) -> int:
        return self.seconds_attended // SECONDS_PER_MINUTE


@dataclass(frozen=True)
class SessionReport:
    """The classes that start from `start` until before `end`, soonest first, and the people on their rosters."""

    start: datetime
    end: datetime
    training_id: uuid.UUID | None
    sessions: list[ClassSession]
    users: list[UserRow]


def get_kind(session: ClassSession) -> str:
    """A class of neither a lesson nor an exam is taught like a lesson."""
    return EXAM if session.exam_id else LESSON


def get_activity(session: ClassSession) -> str:
    """What the class is of: the name of the lesson or exam, else of the subject."""
    return (session.lesson or session.exam or session.subject).name


def build_session_report(viewer: User, start: datetime, end: datetime, training: str | None = None) -> SessionReport:
    """The classes that the viewer may read, and of their rosters the rows that the viewer may read. Classes still to
    come are there too: people are invited to them.

    `training` is an id as it stands in the path. Two queries, three with a training. Raises what `get_training_id`
    does.
    """
    classes = ClassSession.objects.visible_to(viewer, Q(starts_at__gte=start, starts_at__lt=end))
    training_id = get_training_id(viewer, training) if training else None
    if training_id:
        classes = classes.filter(subject__training=training_id)
    rosters = Attendance.objects.visible_to(viewer).filter(class_session__in=classes.values("pk"))
    return SessionReport(start, end, training_id, list(with_details(classes)), list_users(rosters))


def get_training_id(viewer: User, text: str) -> uuid.UUID:
    """The id of a training that the viewer sees. Raises NotFound, naming `training_id`, for any other text."""
    if UUID_TEXT.match(text) and Training.objects.visible_to(viewer).filter(pk=text).exists():
        return uuid.UUID(text)
    raise NotFound(errors={"training_id": [_("There is no training with this id.")]})


def list_users(rosters: QuerySet[Attendance]) -> list[UserRow]:
    """A row for each person, by surname and name. Only who is recorded as present counts as having attended."""
    came = Q(is_present=True)
    planned = F("class_session__duration_minutes")
    # Whoever came was there all the time, unless the teacher has recorded how long.
    present = Case(When(seconds__gt=0, then=F("seconds")), default=planned * SECONDS_PER_MINUTE)
    rows = rosters.values(f"{USER}_id", f"{USER}__name", f"{USER}__surname", f"{USER}__group").annotate(
        invited=Count("pk"),
        attended=Count("pk", filter=came),
        minutes_invited=Sum(planned),
        seconds_attended=Sum(present, filter=came, default=0),
    )
    return [build_user_row(row) for row in rows.order_by(f"{USER}__surname", f"{USER}__name", f"{USER}_id")]


def build_user_row(row: Mapping[str, Any]) -> UserRow:
    return UserRow(
        user_id=row[f"{USER}_id"],
        name=row[f"{USER}__name"],
        surname=row[f"{USER}__surname"],
        role=name_role(row[f"{USER}__group"]),
        invited=row["invited"],
        attended=row["attended"],
        minutes_invited=row["minutes_invited"],
        seconds_attended=row["seconds_attended"],
    )
