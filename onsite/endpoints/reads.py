"""What the screens of classes show, gathered in a constant number of queries."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from api.views import get_one_or_404
from onsite.classes.rights import (
    ClassAccess,
    check_may_read_evaluation,
    check_may_record,
    check_may_sign,
    get_class_access,
    is_allowed,
)
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.models import LearningObjective, Metric


@dataclass(frozen=True)
class ClassRead:
    """A class as one person sees it: all of its roster, or the own row alone."""

    session: ClassSession
    standing: ClassAccess
    attendances: list[Attendance]
    objectives: list[LearningObjective]
    metrics: list[Metric]

    @property
    def students(self) -> list[User]:
        return [row.enrollment.user for row in self.attendances]

    @property
    def editable(self) -> bool:
        return is_allowed(check_may_record, self.standing)

    @property
    def signable(self) -> bool:
        return is_allowed(check_may_sign, self.standing)


def read_class(user: User, id: uuid.UUID) -> ClassRead:
    """The class view in five queries; NotFound for whoever does not see the class."""
    session = get_one_or_404(ClassSession.objects.visible_to(user).for_class_view(), pk=id)
    return ClassRead(
        session=session,
        standing=get_class_access(user, session),
        attendances=list(Attendance.objects.visible_to(user).filter(class_session=session).for_roster()),
        objectives=list(session.lesson.objectives.all()) if session.lesson else [],
        metrics=list(session.subject.training.metrics.all()),
    )


def read_evaluation(user: User, class_id: uuid.UUID, student_id: int) -> Attendance:
    """A student's attendance with its ratings. Refuses others than the teacher, managers and the student concerned."""
    session = get_one_or_404(ClassSession.objects.visible_to(user), pk=class_id)
    check_may_read_evaluation(get_class_access(user, session), student_id)
    ratings: list[Any] = [
        Prefetch("objective_ratings", ObjectiveRating.objects.order_by("objective__order", "objective_id")),
        Prefetch("metric_ratings", MetricRating.objects.order_by("metric__order", "metric_id")),
    ]
    rows = session.attendances.prefetch_related(*ratings)
    return get_one_or_404(rows, enrollment__user_id=student_id)
