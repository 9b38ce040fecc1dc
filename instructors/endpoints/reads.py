"""What the endpoints of qualifications read."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from accounts.models import User
from api.views import get_one_or_404
from instructors.models import Qualification

# So many days before its end, a qualification is said to expire soon: the first warning (instructors/warnings.py).
DAYS_AHEAD = 60


class State(StrEnum):
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REPLACED = "replaced"


@dataclass(frozen=True)
class QualificationRead:
    """A qualification as it stands on a day of the school."""

    row: Qualification
    is_current: bool
    today: date

    @property
    def days_left(self) -> int | None:
        return self.row.count_days_left(self.today)

    @property
    def state(self) -> State:
        if not self.is_current:
            return State.REPLACED
        days = self.days_left
        if days is None or days > DAYS_AHEAD:
            return State.VALID
        return State.EXPIRED if days < 0 else State.EXPIRING


def list_qualifications(person: User, now: datetime) -> list[QualificationRead]:
    """The live qualifications of a person, by kind and name. Two queries."""
    today = person.company.local_date(now)
    rows = Qualification.objects.live().filter(user=person)
    current = set(Qualification.objects.filter(user=person).current().values_list("pk", flat=True))
    return [QualificationRead(row, row.pk in current, today) for row in rows.by_name()]


def read_qualification(row: Qualification, now: datetime) -> QualificationRead:
    """One qualification, which is live. One query."""
    current = Qualification.objects.filter(user=row.user_id).current().filter(pk=row.pk)
    return QualificationRead(row, current.exists(), row.user.company.local_date(now))


def get_instructor(id: int, manager: User) -> User:
    """A person of the manager's school, whatever the role: the papers of a former instructor stay. Raises NotFound."""
    person: User = get_one_or_404(User.objects.visible_to(manager).select_related("company"), pk=id)
    return person
