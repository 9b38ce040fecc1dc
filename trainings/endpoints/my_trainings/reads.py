"""My Trainings (docs/api.md, section 3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, cast
from uuid import UUID

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.endpoints.serializers import PERSON_COLUMNS
from accounts.models import User
from api import pagination
from api.views import get_one_or_404
from core.database.columns import limit_joined
from core.database.statements import Statement
from core.exceptions import Forbidden
from onsite.models import ClassSession
from onsite.querysets import ClassSessionQuerySet
from trainings.enrollments.progress import (
    Progress,
    ProgressCounts,
    get_flight_progress,
    get_ground_school_progress,
)
from trainings.models import Enrollment, Subject
from trainings.querysets import build_count

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    MyEnrollment: TypeAlias = WithAnnotations[Enrollment, "MyTrainingCounts"]


class MyTrainingCounts(ProgressCounts):
    """What `list_my_enrollments` adds to each enrollment."""

    subjects_count: int


# Of the training, what a row of My Trainings shows.
TRAINING_COLUMNS = (
    "name", "type", "is_active", "has_theory", "has_flights", "tracks_time_online", "validity_days", "revision",
)  # fmt: skip


@dataclass(frozen=True)
class MyTrainingRead:
    """A row of My Trainings."""

    enrollment: Enrollment
    subjects_count: int
    ground_school: Progress
    flight: Progress


def get_requested_user(caller: User, user_id: int | None) -> User:
    """The user whose trainings an API key asks for: the caller, or another person at the caller's school.

    Rejects with Forbidden a caller below the chief instructor who asks for somebody else, known or not, and with
    NotFound a person the caller does not see.
    """
    if user_id is None or user_id == caller.pk:
        return caller
    if not caller.sees_all_students:
        raise Forbidden(_("This API key can read only its own user's trainings."))
    user: User = get_one_or_404(User.objects.visible_to(caller), pk=user_id)
    return user


def list_my_enrollments(user_id: int, company_id: UUID, now: datetime) -> "QuerySet[MyEnrollment]":
    """The user's enrollments, the newest first, each with its training, for a page and `read_my_trainings`."""
    subjects = Subject.objects.live().filter(training=OuterRef("training"))
    rows = limit_joined(
        Enrollment.objects.of_person(user_id, company_id).newest_first(),
        company=["timezone_id"],
        training=TRAINING_COLUMNS,
    )
    rows = rows.annotate(subjects_count=build_count(subjects, "training"))
    return cast("QuerySet[MyEnrollment]", rows.with_progress(now))


query_my_enrollments = pagination.PagedStatement(list_my_enrollments)


@Statement
def query_upcoming_classes(*, user_id: int, company_id: UUID, now: datetime) -> ClassSessionQuerySet:
    return limit_joined(
        ClassSession.objects.upcoming_of(user_id, company_id, now),
        subject=["name"],
        lesson=["name", "subject"],
        exam=["name", "subject"],
        teacher=PERSON_COLUMNS,
    )


def read_my_trainings(rows: "Iterable[MyEnrollment]") -> list[MyTrainingRead]:
    """No queries."""
    return [
        MyTrainingRead(row, row.subjects_count, get_ground_school_progress(row), get_flight_progress(row))
        for row in rows
    ]


def list_taught_subjects(caller: User) -> Iterable[Subject]:
    """What the caller teaches. A query for staff only: nobody else teaches."""
    return Subject.objects.taught_by(caller) if caller.is_staff else ()


def list_upcoming_classes(caller: User, now: datetime) -> Iterable[ClassSession]:
    return query_upcoming_classes.fetch(user_id=caller.pk, company_id=caller.company_id, now=now)
