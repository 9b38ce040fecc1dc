"""Rows of a school, collected in memory and stored together."""

from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import Notification
from demo.scenarios.copying import store_rows
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt, AttemptQuestion
from missions.models import FlightGrade, FlightRecord
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.models import Enrollment, LessonStudy, StudySession

Row = TypeVar("Row", bound=Model)

# Rows are stored after those they refer to.
STORED_IN_ORDER: tuple[type[Model], ...] = (
    Enrollment,
    LessonStudy,
    StudySession,
    Attempt,
    AttemptQuestion,
    LessonReset,
    AttemptGrant,
    ClassSession,
    Attendance,
    ObjectiveRating,
    MetricRating,
    FlightRecord,
    FlightGrade,
    Notification,
)


class RowBatch:
    """Takes rows of any of these models in any order (`add`); `store` writes them, one model after the other."""

    def __init__(self) -> None:
        self.by_model: dict[type[Model], list[Any]] = {model: [] for model in STORED_IN_ORDER}

    def add(self, row: Row) -> Row:
        self.by_model[type(row)].append(row)
        return row

    def count(self) -> int:
        return sum(len(rows) for rows in self.by_model.values())

    def store(self) -> None:
        for model, rows in self.by_model.items():
            store_rows(model, rows)
            self.by_model[model] = []
