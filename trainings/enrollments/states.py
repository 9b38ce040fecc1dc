"""What a student may not do in an enrollment that is paused, withdrawn or moved."""

import uuid

from django.utils.translation import gettext as _

from core.exceptions import Conflict, Forbidden
from trainings.models import Enrollment


def explain_inactivity(enrollment: Enrollment) -> str:
    """Why the student cannot study, sit exams or join classes now, in a sentence; "" for an enrollment that is ongoing
    or finished. No queries."""
    if enrollment.is_withdrawn:
        return _("This training was ended by a withdrawal.")
    return _("This training is paused.") if enrollment.is_paused else ""


def check_active(enrollment: Enrollment) -> None:
    """Raises Forbidden with the sentence of `explain_inactivity`. The caller has locked the enrollment."""
    if reason := explain_inactivity(enrollment):
        raise Forbidden(reason)


def check_follows(enrollment: Enrollment, training_id: uuid.UUID) -> None:
    """Raises Conflict unless the locked enrollment is in this training: a manager may have moved the student to another
    revision of the course since the act began (docs/decisions/0034)."""
    if enrollment.training_id != training_id:
        raise Conflict(_("The training follows another revision of its syllabus now. Load it again."))
