"""Until when an enrollment can still gather hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from trainings.models import Enrollment


@dataclass(frozen=True)
class Horizon:
    """`deadline` is the moment by which everything must be over, None without one. `is_over`: nothing is added any more
    than what has been held already."""

    now: datetime
    deadline: datetime | None
    is_over: bool

    def has_begun(self, starts_at: datetime) -> bool:
        return starts_at <= self.now

    def reaches(self, starts_at: datetime, minutes: int) -> bool:
        """Whether a class of so many minutes is over by the deadline: one that ends at that very moment is."""
        return self.deadline is None or starts_at + timedelta(minutes=minutes) <= self.deadline


def find_horizon(enrollment: Enrollment, now: datetime) -> Horizon:
    """The deadline is the earlier of the enrollment's own and the end of the last day of the training at the school."""
    ends = [enrollment.finish_before_at]
    if enrollment.training.ends_on:
        ends.append(enrollment.company.get_day_end(enrollment.training.ends_on))
    deadline = min((end for end in ends if end), default=None)
    has_passed = deadline is not None and deadline <= now
    return Horizon(now, deadline, enrollment.is_finished or enrollment.is_withdrawn or has_passed)
