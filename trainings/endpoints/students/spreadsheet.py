"""The students list as a table, with the same numbers and days as on the wire."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from core.exceptions import Invalid
from core.tables.writing import Row
from trainings.endpoints.students.reads import attendance, last_flight
from trainings.enrollments.progress import flight, ground_school
from trainings.models import Enrollment

MAX_ROWS = 10_000
HEADER = (
    "Surname", "Name", "E-mail", "Role", "Training", "Type", "Supervisor", "Enrolled", "Finish before", "Finished",
    "Valid until", "Ground school done", "Ground school in all", "Flights done", "Flights in all", "Classes given",
    "Classes attended", "Attendance %", "Phase", "Last flight", "Last mission",
)  # fmt: skip


def table(rows: QuerySet[Enrollment, Any]) -> Iterator[Row]:
    """The rows under `HEADER`. Refuses with Invalid when there are more than a spreadsheet serves anybody with."""
    found = list(rows[: MAX_ROWS + 1])
    if len(found) > MAX_ROWS:
        raise Invalid(f"There are more than {MAX_ROWS} students. Choose a training or another filter.")
    return map(line, found)


def line(row: Enrollment) -> Row:
    return (*who_and_what(row), *how_far(row))


def who_and_what(row: Enrollment) -> Row:
    user, training = row.user, row.training
    return (
        user.surname,
        user.name,
        user.email,
        user.get_group_display(),
        training.name,
        training.get_type_display(),
        str(row.supervisor) if row.supervisor else None,
        row.company.local_date(row.created_at),
        row.company.local_date(row.finish_before_at) if row.finish_before_at else None,
        row.company.local_date(row.finished_at) if row.finished_at else None,
        row.valid_until_on,
    )


def how_far(row: Enrollment) -> Row:
    """Cells of what the training has not (theory, flights) stay empty, as their keys are missing on the wire."""
    theory = ground_school(row) if row.training.has_theory else None
    flights = flight(row) if row.training.has_flights else None
    classes, flown = attendance(row), last_flight(row)
    return (
        theory.completed if theory else None,
        theory.total if theory else None,
        flights.completed if flights else None,
        flights.total if flights else None,
        classes.given,
        classes.taken,
        classes.percentage,
        row.flight_phase or None,
        flown.date if flown else None,
        flown.name if flown else None,
    )
