"""Rows named by their id in a path, within what the caller sees. What is out of sight does not exist: NotFound."""

import uuid

from accounts.models import User
from api.views import get_one_or_404
from trainings.models import Enrollment, Subject


def get_recorded_enrollment(viewer: User, id: uuid.UUID) -> Enrollment:
    """With everything about the enrollment itself that its student record shows."""
    return get_one_or_404(Enrollment.objects.visible_to(viewer).for_student_record(), pk=id)


def get_subject(viewer: User, id: uuid.UUID) -> Subject:
    """With its training and teacher."""
    return get_one_or_404(Subject.objects.visible_to(viewer).select_related("training", "teacher"), pk=id)
