"""The rows of a list of enrollments, as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from evidence.student_record.summary import get_last_day
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment


@dataclass(frozen=True)
class Row:
    """One enrollment: days are those of the school; `done` and `total` count lessons, exams and missions."""

    enrollment: Enrollment
    enrolled_on: date
    ended_on: date | None
    state: str
    done: int
    total: int


def build_rows(enrollments: Iterable[Any]) -> list[Row]:
    """Of enrollments with progress, user and company."""
    return [build_row(row) for row in enrollments]


def build_row(row: Any) -> Row:
    ground, flights = get_ground_school_progress(row), get_flight_progress(row)
    return Row(
        enrollment=row,
        enrolled_on=row.company.local_date(row.created_at),
        ended_on=get_last_day(row),
        state=str(row.state.label),
        done=ground.completed + flights.completed,
        total=ground.total + flights.total,
    )
