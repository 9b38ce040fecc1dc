"""A portion: a number of seconds of some kinds, which one fact or one part of the syllabus brings."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from hours.kinds import HourKind

SecondsByKind = Mapping[HourKind, int]


class Standing(Enum):
    """Recorded; given for earlier training; or still possible by the deadline."""

    DONE = auto()
    CREDITED = auto()
    PLANNED = auto()


@dataclass(frozen=True)
class Portion:
    standing: Standing
    seconds: SecondsByKind
    subject_id: uuid.UUID | None = None


def subtract(planned: SecondsByKind, done: SecondsByKind) -> dict[HourKind, int]:
    """What is left of each kind of `planned`."""
    return {kind: max(0, seconds - done.get(kind, 0)) for kind, seconds in planned.items()}


def add_up(parts: list[SecondsByKind]) -> dict[HourKind, int]:
    total: dict[HourKind, int] = {}
    for part in parts:
        for kind, seconds in part.items():
            total[kind] = total.get(kind, 0) + seconds
    return total
