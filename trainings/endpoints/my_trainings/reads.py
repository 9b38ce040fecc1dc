"""What the screens of students and teachers show, gathered in a constant number of queries."""

from datetime import datetime
from typing import Any

from django.db.models import (
    OuterRef,
    QuerySet,
)

from accounts.models import User
from trainings.enrollments import progress
from trainings.models import Enrollment, Subject
from trainings.querysets import build_count


def list_my_enrollments(user: User, now: datetime) -> QuerySet[Enrollment, Any]:
    """The rows of My Trainings, newest first, each with its training, `subjects_count` and progress."""
    subjects = Subject.objects.live().filter(training=OuterRef("training"))
    rows = Enrollment.objects.filter(user=user, company_id=user.company_id).select_related("training")
    rows = rows.annotate(subjects_count=build_count(subjects, "training")).newest_first()
    return progress.with_progress(rows, now)
