"""The rows of a school's life, gathered in memory and stored in one go."""

from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import Notification
from exams.models import Attempt, AttemptQuestion
from missions.models import FlightRecord
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.models import Enrollment, LessonStudy, StudySession

Row = TypeVar("Row", bound=Model)

# A row stands after those it refers to.
STORED_IN_ORDER: tuple[type[Model], ...] = (
    Enrollment,
    LessonStudy,
    StudySession,
    Attempt,
    AttemptQuestion,
    ClassSession,
    Attendance,
    ObjectiveRating,
    MetricRating,
    FlightRecord,
    Notification,
)


class RowBatch:
    """`add` as many rows as there are, of any of these tables and in any order; then `store`."""

    def __init__(self) -> None:
        self.rows: dict[type[Model], list[Any]] = {model: [] for model in STORED_IN_ORDER}

    def add(self, row: Row) -> Row:
        self.rows[type(row)].append(row)
        return row

    def count(self) -> int:
        return sum(len(rows) for rows in self.rows.values())

    def store(self) -> None:
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows)
            self.rows[model] = []
