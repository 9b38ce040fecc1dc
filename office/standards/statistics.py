"""What a difference between one instructor and the school means: shares, spreads of grades, and their 95 % intervals.

Two rules keep small numbers from being read as judgements. Of fewer than `MIN_CASES` cases nothing is said. Of more, a
difference means something only if the school's value lies outside of the instructor's 95 % interval: that of
Wilson for a share (1927; unlike the usual one it holds for few cases and near 0 and 100 %), that of the mean for
grades. Even so, one in twenty differences between equal instructors lies outside by chance.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt
from typing import Protocol

from trainings.ratings import Rating

MIN_CASES = 10
Z = 1.959964  # of 95 %
Interval = tuple[float, float]
SCALES = (
    (Rating.BELOW, Rating.STANDARD, Rating.ABOVE),
    (Rating.ONE, Rating.TWO, Rating.THREE, Rating.FOUR, Rating.FIVE),
    (Rating.INTRODUCED, Rating.COMPETENT, Rating.EXCELLENT),
)
# Where a rating lies on its scale: 0 is the lowest, 100 the highest. "Not observed" is no grade.
POSITIONS = {rating.value: 100 * place / (len(scale) - 1) for scale in SCALES for place, rating in enumerate(scale)}


class Meaning(StrEnum):
    TOO_FEW = "too few cases"
    NONE = "no difference that means anything"
    LOWER = "lower"
    HIGHER = "higher"


class Measure(Protocol):
    """Something measured of one instructor or of the school: in how many cases, its value from 0 to 100, and how much
    the values of single cases deviate, where that is of interest. Without cases, value and interval are None."""

    @property
    def cases(self) -> int: ...
    @property
    def value(self) -> float | None: ...
    @property
    def deviation(self) -> float | None: ...
    def get_interval(self, school: "Measure") -> Interval | None:
        """The 95 % interval of the value."""


@dataclass(frozen=True)
class Share:
    """In how many of the cases something was so, in percent."""

    hits: int = 0
    cases: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.hits + other.hits, self.cases + other.cases)

    @property
    def value(self) -> float | None:
        return 100 * self.hits / self.cases if self.cases else None

    @property
    def deviation(self) -> None:
        return None

    def get_interval(self, school: Measure) -> Interval | None:
        """Wilson's."""
        if not self.cases:
            return None
        rate, square = self.hits / self.cases, Z**2 / self.cases
        middle = rate + square / 2
        half = Z * sqrt(rate * (1 - rate) / self.cases + square / (4 * self.cases))
        low, high = (middle - half) / (1 + square), (middle + half) / (1 + square)
        return 100 * max(0.0, low), 100 * min(1.0, high)


@dataclass(frozen=True)
class Spread:
    """How often each rating was given; its value is the mean position on the scales."""

    counts: Mapping[str, int] = field(default_factory=dict)

    def __add__(self, other: "Spread") -> "Spread":
        return Spread(Counter(self.counts) + Counter(other.counts))

    @property
    def graded(self) -> list[tuple[float, int]]:
        return [(POSITIONS[rating], count) for rating, count in self.counts.items() if rating in POSITIONS]

    @property
    def cases(self) -> int:
        return sum(count for _position, count in self.graded)

    @property
    def value(self) -> float | None:
        return sum(position * count for position, count in self.graded) / self.cases if self.cases else None

    @property
    def deviation(self) -> float | None:
        """The standard deviation of the sample; None of fewer than two."""
        mean = self.value
        if mean is None or self.cases < 2:
            return None
        return sqrt(sum(count * (position - mean) ** 2 for position, count in self.graded) / (self.cases - 1))

    def get_interval(self, school: Measure) -> Interval | None:
        """That of the mean. With the deviation of the school, if that is the larger one: whoever gives everybody the
        same grade would have an interval without any width."""
        mean = self.value
        if mean is None:
            return None
        half = Z * max(self.deviation or 0.0, school.deviation or 0.0) / sqrt(self.cases)
        return max(0.0, mean - half), min(100.0, mean + half)


def compare(own: Measure, school: Measure) -> Meaning:
    """What the difference between an instructor and the school, the instructor included, means."""
    interval = own.get_interval(school)
    if own.cases < MIN_CASES or interval is None or school.value is None:
        return Meaning.TOO_FEW
    low, high = interval
    if low <= school.value <= high:
        return Meaning.NONE
    return Meaning.LOWER if school.value > high else Meaning.HIGHER


def add_shares(shares: Iterable[Share]) -> Share:
    return sum(shares, Share())


def add_spreads(spreads: Iterable[Spread]) -> Spread:
    return sum(spreads, Spread())
