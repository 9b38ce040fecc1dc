"""A demo school while its story is being told: who is there, what time it is, and what has been written down so far."""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Company, Notification, User
from core.school_time import resolve_moment
from demo.story.facts import RowBatch
from demo.story.playback import play_back
from demo.story.training_setup import InstalledTraining
from trainings.models import Enrollment

SEED = 20_260_318


@dataclass
class SchoolScenario:
    """Everything is told relative to `now`, and by the same chance every time."""

    company: Company
    people: dict[str, User]
    now: datetime = field(default_factory=timezone.now)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311  the same story every time
    facts: RowBatch = field(default_factory=RowBatch)

    def at(self, days: int, clock: str = "18:00") -> datetime:
        """The moment `days` from today (negative: ago) when the clocks of the school show `clock`."""
        day = self.company.local_date(self.now) + timedelta(days=days)
        return resolve_moment(datetime.combine(day, time.fromisoformat(clock)), self.company.zone)

    def enroll(self, login: str, course: InstalledTraining, *, days_ago: int, **fields: Any) -> Enrollment:
        """Enrolls somebody `days_ago`. What they do from then on finishes them, or does not."""
        since = self.at(-days_ago, "08:30")
        row = Enrollment(
            company=self.company,
            training=course.training,
            user=self.people[login],
            created_at=since,
            modified_at=since,
            **fields,
        )
        return self.facts.add(row)

    def play(self) -> None:
        """Makes everything happen that has been told."""
        play_back(self.facts, self.people, self.now)

    def tell(self, login: str, subject: str, *, days_ago: int, url: str = "", body: str = "") -> None:
        """A message from the manager, unread."""
        row = Notification(
            company=self.company,
            recipient=self.people[login],
            sender=self.people["manager"],
            subject=subject,
            body=body,
            url=url,
            created_at=self.at(-days_ago, "10:15"),
        )
        self.facts.add(row)
