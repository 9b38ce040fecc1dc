"""A demo school while its scenario is written: its people, the current time, and what has happened so far."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accounts.models import Company, Notification, User
from core.school_time import resolve_moment
from demo.scenarios.playback import play_back
from demo.scenarios.row_batch import RowBatch
from demo.scenarios.training_setup import Syllabus
from trainings.models import Enrollment

SEED = 20_260_318


@dataclass
class SchoolScenario:
    """Everything is relative to `now`; random values are the same in every run."""

    company: Company
    people: dict[str, User]
    now: datetime = field(default_factory=timezone.now)
    random: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311  deterministic on purpose
    rows: RowBatch = field(default_factory=RowBatch)

    def get_moment(self, days: int, clock: str = "18:00") -> datetime:
        """The moment `days` from today (negative: ago) at which clocks in the school show `clock`."""
        day = self.company.local_date(self.now) + timedelta(days=days)
        return resolve_moment(datetime.combine(day, time.fromisoformat(clock)), self.company.zone)

    def enroll(self, login: str, syllabus: Syllabus, *, days_ago: int, **fields: Any) -> Enrollment:
        """Enrolls a person `days_ago`. It is not finished here: the services do that when everything is complete."""
        since = self.get_moment(-days_ago, "08:30")
        row = Enrollment(
            company=self.company,
            training=syllabus.training,
            user=self.people[login],
            created_at=since,
            modified_at=since,
            **fields,
        )
        return self.rows.add(row)

    def play(self) -> None:
        """Stores everything that was added, through the services, in simulated time."""
        play_back(self.rows, self.people, self.now)

    def add_message(self, login: str, subject: str, *, days_ago: int, url: str = "", body: str = "") -> None:
        """An unread message from the manager."""
        row = Notification(
            company=self.company,
            recipient=self.people[login],
            sender=self.people["manager"],
            subject=subject,
            body=body,
            url=url,
            created_at=self.get_moment(-days_ago, "10:15"),
        )
        self.rows.add(row)
