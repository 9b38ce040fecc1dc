"""A person of the school with enrollments and pilot groups, and the people who can teach (docs/api.md, section 13)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.endpoints.people import reads as people
from accounts.endpoints.reads import list_logins
from accounts.models import Login, PilotGroup, User
from trainings.endpoints.my_trainings.reads import MyTrainingRead, list_my_enrollments, read_my_trainings


@dataclass(frozen=True)
class PersonRead:
    """`user` has the school and `has_api_key`; the newest of logins and enrollments are first."""

    user: User
    logins: list[Login]
    enrollments: list[MyTrainingRead]
    groups: list[PilotGroup]


def read_person_view(manager: User, id: int, now: datetime) -> PersonRead:
    """In four queries. Raises NotFound for a person whom the manager does not see."""
    user = people.read_person(manager, id)
    return PersonRead(
        user=user,
        logins=list(list_logins(manager, user)),
        enrollments=read_my_trainings(list_my_enrollments(user.pk, user.company_id, now)),
        groups=list(people.list_groups(manager, user)),
    )


def read_teachers(viewer: User, now: datetime) -> dict[str, dict[str, str]]:
    """The staff who can be the teacher of a class: names by id, by name of the role. One query."""
    staff = User.objects.visible_to(viewer).staff().able_to_log_in(viewer.company.local_date(now))
    teachers: dict[str, dict[str, str]] = {}
    for user in staff.order_by("group", "surname", "name", "id").only("group", "name", "surname"):
        teachers.setdefault(user.role_name, {})[str(user.pk)] = str(user)
    return teachers
