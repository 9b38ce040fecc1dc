"""A person of the school with groups, trainings and the classes they teach, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.db.models import OuterRef, Prefetch, QuerySet

from accounts.models import PilotGroup, User
from api.views import get_one_or_404
from dossiers.models import Dossier
from evidence.models import Certificate
from office.dossiers.reads import list_person_dossiers
from office.instructors.tables import list_papers
from onsite.models import Attendance, ClassSession
from trainings.models import Enrollment
from trainings.querysets import build_count

if TYPE_CHECKING:
    from trainings.enrollments.progress import EnrollmentWithProgress

MAX_CLASSES = 50


@dataclass(frozen=True)
class PersonFile:
    """The newest of enrollments and classes are first; `classes` are at most `MAX_CLASSES` of `class_count`."""

    user: User
    groups: list[PilotGroup]
    enrollments: "list[EnrollmentWithProgress]"
    classes: list[Any]
    class_count: int
    papers: list[Any]
    dossiers: list[Dossier]


def get_person(manager: User, id: int) -> User:
    """A person of the school; a deleted one too, whom records name. Raises NotFound for any other."""
    user: User = get_one_or_404(User.objects.of_school(manager).select_related("company", "supervisor"), pk=id)
    return user


def read_person_file(manager: User, id: int, now: datetime) -> PersonFile:
    """Raises NotFound for a person of another school."""
    user = get_person(manager, id)
    classes = ClassSession.objects.live().filter(teacher=user, company_id=manager.company_id)
    return PersonFile(
        user=user,
        groups=list_groups(manager, user),
        enrollments=list_enrollments(manager, user, now),
        classes=list(with_roster_size(classes)[:MAX_CLASSES]),
        class_count=classes.count(),
        papers=list_papers(user),
        dossiers=list_person_dossiers(user, manager),
    )


def list_groups(manager: User, user: User) -> list[PilotGroup]:
    return list(PilotGroup.objects.visible_to(manager).filter(members=user).order_by("name", "id"))


def list_enrollments(manager: User, user: User, now: datetime) -> "list[EnrollmentWithProgress]":
    """With their progress and certificates. Two queries."""
    certificates = Prefetch("certificates", Certificate.objects.order_by("serial"))
    rows = Enrollment.objects.visible_to(manager).filter(user=user).newest_first()
    rows = rows.select_related("training", "company", "supervisor").prefetch_related(certificates)
    return cast("list[EnrollmentWithProgress]", list(rows.with_progress(now)))


def with_roster_size(classes: QuerySet[ClassSession]) -> QuerySet[Any]:
    """The newest first, each with what the page says of it and `roster_size`."""
    rosters = Attendance.objects.filter(class_session=OuterRef("pk"))
    rows = classes.select_related("company", "subject__training", "lesson", "exam", "location")
    return rows.annotate(roster_size=build_count(rosters, "class_session")).order_by("-starts_at", "-id")
