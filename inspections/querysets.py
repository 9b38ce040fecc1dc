"""Who sees an access, and what an access shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from accounts.models import User
    from inspections.models import InspectorAccess
    from trainings.querysets import EnrollmentQuerySet, TrainingQuerySet


class InspectorAccessQuerySet(QuerySet["InspectorAccess"]):
    def visible_to(self, user: User) -> InspectorAccessQuerySet:
        """Those of the user's school, for managers; none for others."""
        return self.filter(company_id=user.company_id) if user.is_manager else self.none()


def list_trainings(access: InspectorAccess) -> TrainingQuerySet:
    """The trainings that the access names, of its own school."""
    from trainings.models import Training

    rows = Training.objects.filter(pk__in=access.inspected.values("training"), company_id=access.company_id)
    return rows.order_by("name", "id")


def list_enrollments(access: InspectorAccess) -> EnrollmentQuerySet:
    """The enrollments in these trainings that touch the period: begun by its last day, and not over before its first.

    The only place that decides which records an inspector sees.
    """
    from trainings.models import Enrollment

    school = access.company
    start, end = school.get_day_start(access.records_from), school.get_day_end(access.records_until)
    is_over = Q(finished_at__lt=start) | Q(withdrawn_at__lt=start)
    rows = Enrollment.objects.filter(company_id=access.company_id, training__in=list_trainings(access).order_by())
    return rows.filter(created_at__lt=end).exclude(is_over)
