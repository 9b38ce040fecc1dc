"""What the pages of a class show: the class, its roster, and what can be rated in it."""

import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from api.views import get_one_or_404
from onsite.classes.content import build_content, read_rosters, strip_names
from onsite.classes.rights import ClassAccess, get_class_access
from onsite.classes.scheduled_exams import settle_class_attempts
from onsite.models import Attendance, ClassSession
from records.versions import Version, build_version, iterate_values
from trainings.models import LearningObjective, Metric


@dataclass(frozen=True)
class ClassSheet:
    """A class as a manager sees it at one moment. The roster is ordered by name."""

    session: ClassSession
    access: ClassAccess
    roster: list[Attendance]
    objectives: list[LearningObjective]
    metrics: list[Metric]

    @cached_property
    def content(self) -> dict[str, Any]:
        return strip_names(build_content(self.session, self.roster))

    @cached_property
    def version(self) -> Version:
        return build_version(self.content)

    @property
    def enrollment_ids(self) -> list[uuid.UUID]:
        return [row.enrollment_id for row in self.roster]

    @property
    def unrecorded_count(self) -> int:
        return sum(row.is_present is None for row in self.roster)

    def read_stored(self, row: Attendance) -> dict[str, Any]:
        """What is on record of a student, by path."""
        return dict(iterate_values(self.content["students"][str(row.enrollment.user_id)]))


def read_class_sheet(by: User, id: uuid.UUID) -> ClassSheet:
    """In a fixed number of queries, once the attempts whose time has run out are graded. Raises NotFound when the
    manager does not see the class."""
    rows = ClassSession.objects.visible_to(by).for_class_view().select_related("company")
    session = get_one_or_404(rows.for_class_view(), pk=id)
    settle_class_attempts(session)
    roster = read_rosters([session.pk]).get(session.pk, [])
    return ClassSheet(
        session=session,
        access=get_class_access(by, session),
        roster=sorted(roster, key=lambda row: (row.enrollment.user.surname, row.enrollment.user.name, row.pk)),
        objectives=list(session.lesson.objectives.all()) if session.lesson else [],
        metrics=list(session.subject.training.metrics.all()),
    )


def list_roster_people(by: User, id: uuid.UUID) -> QuerySet[User]:
    """The people of the roster, deleted ones too. Raises NotFound when the manager does not see the class."""
    session = get_one_or_404(ClassSession.objects.visible_to(by), pk=id)
    students = Attendance.objects.filter(class_session=session).values("enrollment__user")
    people: QuerySet[User] = User.objects.of_school(by).filter(pk__in=students)
    return people
