"""The students list as a spreadsheet, with the same numbers and days as on the wire."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from core.batches import iterate_batches
from core.dates.writing import write_english
from core.exceptions import InvalidInput
from core.tables.writing import OutputRow
from trainings.endpoints.students.reads import StudentRow, read_rows
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet

MAX_ROWS = 50_000  # as in the lists of the admin (office/base/tables/exports.py)
BATCH_SIZE = 500  # rows in memory at a time
HEADER = (
    "Surname", "Name", "E-mail", "Role", "Training", "Type", "Supervisor", "Enrolled", "Finish before", "Finished",
    "Valid until", "Ground school done", "Ground school in all", "Flights done", "Flights in all", "Classes given",
    "Classes attended", "Attendance %", "Phase", "Last flight", "Last mission", "State",
)  # fmt: skip


def build_table(enrollments: EnrollmentQuerySet, now: datetime) -> Iterator[OutputRow]:
    """The rows under `HEADER`. Rejects with InvalidInput more than `MAX_ROWS` of them.

    One query fixes the rows and their order, so that rows added meanwhile cannot shift others. The rows themselves are
    read while the iterator goes on, one query for each batch.
    """
    ids = list(enrollments.values_list("pk", flat=True)[: MAX_ROWS + 1])
    if len(ids) > MAX_ROWS:
        text = _("There are more than %(limit)s students. Choose a training or another filter.")
        raise InvalidInput(text % {"limit": MAX_ROWS})
    return (build_row(row) for batch in iterate_batches(ids, BATCH_SIZE) for row in read_rows(batch, now))


def build_row(row: StudentRow) -> OutputRow:
    """Roles, types and states are in English, like the header: others than the caller read the file."""
    with write_english():
        return (*build_identity_cells(row.enrollment), *build_progress_cells(row))


def build_identity_cells(row: Enrollment) -> OutputRow:
    user, training = row.user, row.training
    return (
        user.surname,
        user.name,
        user.email,
        user.role_name,
        training.name,
        training.get_type_display(),
        str(row.supervisor) if row.supervisor else None,
        row.company.local_date(row.created_at),
        row.company.local_date(row.finish_before_at) if row.finish_before_at else None,
        row.company.local_date(row.finished_at) if row.finished_at else None,
        row.valid_until_on,
    )


def build_progress_cells(row: StudentRow) -> OutputRow:
    """Cells of what the training does not have (theory, flights) stay empty, as their keys are missing on the wire."""
    training, classes, flown = row.enrollment.training, row.attendance, row.last_flight
    theory = row.ground_school if training.has_theory else None
    flights = row.flight if training.has_flights else None
    return (
        theory.completed if theory else None,
        theory.total if theory else None,
        flights.completed if flights else None,
        flights.total if flights else None,
        classes.given,
        classes.taken,
        classes.percentage,
        row.enrollment.flight_phase or None,
        flown.date if flown else None,
        flown.name if flown else None,
        str(row.enrollment.state.label),
    )
