"""An enrollment named by its id in a path, within what the caller sees."""

import uuid
from typing import Any

from accounts.models import User
from accounts.models.viewers import build_viewer, get_viewer_values
from core.database.statements import Statement
from core.exceptions import NotFound
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet


def get_enrollment(viewer: User, id: uuid.UUID) -> Enrollment:
    """With its training, and with the viewer's school. Raises NotFound for one that the viewer does not see."""
    enrollment = find_enrollment(viewer, id)
    if enrollment is None:
        raise NotFound
    enrollment.company = viewer.company
    return enrollment


def find_enrollment(viewer: User, id: uuid.UUID) -> Enrollment | None:
    """With its training; None for one that the viewer does not see."""
    return query_enrollment.fetch_first(viewer.group, id=id, **get_viewer_values(viewer))


@Statement
def query_enrollment(group: int, *, id: uuid.UUID, **values: Any) -> EnrollmentQuerySet:
    return Enrollment.objects.visible_to(build_viewer(group, values)).select_related("training").filter(pk=id)
