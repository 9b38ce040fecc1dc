"""Rows named by their id in a path, within what the caller sees. What is out of sight does not exist: NotFound."""

import uuid
from typing import Any

from accounts.models import User
from accounts.models.viewers import build_viewer, get_viewer_values
from api.views import get_one_or_404
from core.database.statements import Statement
from core.exceptions import NotFound
from trainings.models import Enrollment, Subject
from trainings.querysets import EnrollmentQuerySet


def get_enrollment(viewer: User, id: uuid.UUID) -> Enrollment:
    """With its training."""
    row = query_enrollment.fetch_first(viewer.group, id=id, **get_viewer_values(viewer))
    if row is None:
        raise NotFound
    return row


@Statement
def query_enrollment(group: int, *, id: uuid.UUID, **values: Any) -> EnrollmentQuerySet:
    return Enrollment.objects.visible_to(build_viewer(group, values)).select_related("training").filter(pk=id)


def get_recorded_enrollment(viewer: User, id: uuid.UUID) -> Enrollment:
    """With everything about the enrollment itself that its student record shows."""
    return get_one_or_404(Enrollment.objects.visible_to(viewer).for_student_record(), pk=id)


def get_subject(viewer: User, id: uuid.UUID) -> Subject:
    """With its training and teacher."""
    return get_one_or_404(Subject.objects.visible_to(viewer).select_related("training", "teacher"), pk=id)
