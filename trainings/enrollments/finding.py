"""An enrollment named by its id in a path, within what the caller sees."""

import uuid
from typing import Any

from accounts.models import User
from accounts.models.viewers import build_viewer, get_viewer_values
from core.database.statements import Statement
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet


def get_enrollment(viewer: User, id: uuid.UUID) -> Enrollment:
    """With its training, and with the viewer's school. Raises NotFound for one that the viewer does not see."""
    enrollment = query_enrollment.fetch_one(viewer.group, id=id, **get_viewer_values(viewer))
    enrollment.company = viewer.company
    return enrollment


@Statement
def query_enrollment(group: int, *, id: uuid.UUID, **values: Any) -> EnrollmentQuerySet:
    return Enrollment.objects.visible_to(build_viewer(group, values)).select_related("training").filter(pk=id)
