"""Required hours against those done, credited, planned and still possible, for one enrollment or a whole school.

The rules are in docs/api.md, section 7. Everything is added up in seconds and cut to minutes last.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.units import SECONDS_PER_MINUTE
from hours.kinds import HourKind
from hours.models import RequiredHours
from hours.reading.facts import Facts, read_facts
from hours.reading.flights import list_flight_portions
from hours.reading.ground import list_ground_portions
from hours.reading.horizon import find_horizon
from hours.reading.portions import Portion, Standing
from hours.requiring import sort_required_hours
from trainings.models import Enrollment, Subject, Training


@dataclass(frozen=True)
class HoursBalance:
    """One kind of required hours of one enrollment. All but `seconds` are whole minutes, rounded down."""

    kind: HourKind
    subject: Subject | None
    note: str
    required: int
    seconds: Mapping[Standing, int]

    def count_minutes(self, *standings: Standing) -> int:
        return sum(self.seconds[standing] for standing in standings) // SECONDS_PER_MINUTE

    @property
    def done(self) -> int:
        return self.count_minutes(Standing.DONE)

    @property
    def credited(self) -> int:
        return self.count_minutes(Standing.CREDITED)

    @property
    def planned(self) -> int:
        return self.count_minutes(Standing.PLANNED)

    @property
    def best(self) -> int:
        """What is possible by the deadline: done, credited and planned together."""
        return self.count_minutes(*Standing)

    @property
    def missing(self) -> int:
        """What is neither done nor credited."""
        return max(0, self.required - self.count_minutes(Standing.DONE, Standing.CREDITED))

    @property
    def is_reachable(self) -> bool:
        return self.best >= self.required


Balances = list[HoursBalance]


def read_hours(enrollments: Iterable[Enrollment], now: datetime) -> dict[uuid.UUID, Balances]:
    """By enrollment, the balance of each kind of hours that its training requires; [] where it requires none.

    The enrollments have been read with their company and training. Eight queries at most, however many there are.
    """
    rows = list(enrollments)
    required = read_required_hours({row.training_id for row in rows})
    concerned = [row for row in rows if row.training_id in required]
    balances: dict[uuid.UUID, Balances] = {row.pk: [] for row in rows}
    if concerned:
        facts = read_facts(concerned)
        for row in concerned:
            portions = list_portions(row, facts, now)
            balances[row.pk] = [build_balance(wanted, portions) for wanted in required[row.training_id]]
    return balances


def read_required_hours(training_ids: set[uuid.UUID]) -> dict[uuid.UUID, list[RequiredHours]]:
    """By training, in the order in which they are shown."""
    rows = RequiredHours.objects.live().filter(training__in=training_ids).select_related("subject")
    by_training: dict[uuid.UUID, list[RequiredHours]] = {}
    for row in sort_required_hours(rows):
        by_training.setdefault(row.training_id, []).append(row)
    return by_training


def list_portions(row: Enrollment, facts: Facts, now: datetime) -> list[Portion]:
    horizon, credited = find_horizon(row, now), facts.credited.get(row.pk, set())
    ground = list_ground_portions(
        facts.classes[row.pk],
        facts.studies[row.pk],
        facts.lessons[row.training_id],
        credited,
        horizon,
        is_online=row.training.type == Training.Type.DISTANCE,
    )
    missions = facts.missions[row.training_id]
    return [*ground, *list_flight_portions(facts.flights[row.pk], facts.times, missions, credited, horizon)]


def build_balance(wanted: RequiredHours, portions: Iterable[Portion]) -> HoursBalance:
    kind = HourKind(wanted.kind)
    seconds = dict.fromkeys(Standing, 0)
    for portion in portions:
        if wanted.subject_id is None or portion.subject_id == wanted.subject_id:
            seconds[portion.standing] += portion.seconds.get(kind, 0)
    return HoursBalance(kind, wanted.subject, wanted.note, wanted.minutes, seconds)


def list_missing(balances: Sequence[HoursBalance]) -> Balances:
    return [balance for balance in balances if balance.missing]
