"""On which days, and when, a class is repeated."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta

MAX_PERIOD = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Pattern:
    """The chosen weekdays (Monday is 0) from the first day to `until`, both included, and the time of the clocks."""

    first_day: date
    until: date
    weekdays: frozenset[int]
    at: time

    def iterate_days(self) -> Iterator[date]:
        for number in range((self.until - self.first_day).days + 1):
            day = self.first_day + timedelta(days=number)
            if day.weekday() in self.weekdays:
                yield day
