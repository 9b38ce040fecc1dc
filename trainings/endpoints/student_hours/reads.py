"""The required hours of one enrollment (docs/api.md, section 7)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from core.exceptions import NotFound
from hours.reading.balances import Balances, read_hours
from hours.reading.horizon import find_horizon
from trainings.endpoints.student_summary.reads import reject_unreadable
from trainings.models import Enrollment


@dataclass(frozen=True)
class StudentHours:
    """`deadline` is the moment by which what is planned is over; `paragraph` that of the school's rule set."""

    enrollment: Enrollment
    deadline: datetime | None
    paragraph: str
    hours: Balances


def read_student_hours(viewer: User, enrollment_id: uuid.UUID, now: datetime) -> StudentHours:
    """Nine queries at most. Raises what `read_student_summary` does."""
    rows = Enrollment.objects.visible_to(viewer).select_related("training", "company")
    enrollment = rows.filter(pk=enrollment_id).first()
    if enrollment is None:
        reject_unreadable(viewer, enrollment_id)
        raise NotFound
    return StudentHours(
        enrollment,
        find_horizon(enrollment, now).deadline,
        enrollment.company.rules.hours_paragraph,
        read_hours([enrollment], now)[enrollment.pk],
    )
