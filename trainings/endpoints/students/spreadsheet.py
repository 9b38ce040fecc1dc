"""The students list as a table, with the same numbers and days as on the wire."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from core.exceptions import InvalidInput
from core.tables.writing import OutputRow
from trainings.endpoints.students.reads import get_attendance, get_last_flight
from trainings.enrollments.progress import get_flight_progress, get_ground_school_progress
from trainings.models import Enrollment

MAX_ROWS = 10_000
HEADER = (
    "Surname", "Name", "E-mail", "Role", "Training", "Type", "Supervisor", "Enrolled", "Finish before", "Finished",
    "Valid until", "Ground school done", "Ground school in all", "Flights done", "Flights in all", "Classes given",
    "Classes attended", "Attendance %", "Phase", "Last flight", "Last mission",
)  # fmt: skip


def build_table(rows: QuerySet[Enrollment, Any]) -> Iterator[OutputRow]:
    """The rows under `HEADER`. Refuses with InvalidInput when there are more than a spreadsheet serves anybody with."""
    found = list(rows[: MAX_ROWS + 1])
    if len(found) > MAX_ROWS:
        raise InvalidInput(f"There are more than {MAX_ROWS} students. Choose a training or another filter.")
    return map(build_row, found)


def build_row(row: Enrollment) -> OutputRow:
    return (*build_identity_cells(row), *build_progress_cells(row))


def build_identity_cells(row: Enrollment) -> OutputRow:
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


def build_progress_cells(row: Enrollment) -> OutputRow:
    """Cells of what the training has not (theory, flights) stay empty, as their keys are missing on the wire."""
    theory = get_ground_school_progress(row) if row.training.has_theory else None
    flights = get_flight_progress(row) if row.training.has_flights else None
    classes, flown = get_attendance(row), get_last_flight(row)
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
