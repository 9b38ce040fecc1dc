"""What somebody with the password of the database can do to the records: every kind of change, in every column."""

import random
from typing import Any

from django.db import connection
from django.db.models import Model

from dossiers.models import Dossier, DossierCredit, TrustedKey
from evidence.models import Certificate
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt, AttemptQuestion
from inspections.models import InspectedTraining, InspectorAccess
from instructors.models import Qualification
from missions.models import FlightGrade, FlightRecord, FlightTime
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from records.models import Event, Head, Revocation, Signature
from revisions.models import ItemOrigin, Revision
from tests.records.odd_values import list_other_values
from trainings.models import Credit, Enrollment, LessonStudy, StudySession

TABLES: list[type[Model]] = [
    Event, Signature, Revocation, Head, ClassSession, Attendance, ObjectiveRating, MetricRating, Attempt,
    AttemptQuestion, FlightRecord, FlightGrade, FlightTime, Enrollment, LessonStudy, StudySession, Certificate,
    Credit, LessonReset, AttemptGrant, Qualification,
    Dossier, DossierCredit, TrustedKey, InspectorAccess, InspectedTraining, Revision, ItemOrigin,
]  # fmt: skip


def list_columns(model: type[Model]) -> list[str]:
    """All columns but generated ones, which nobody can write."""
    return [str(field.column) for field in model._meta.concrete_fields if not field.generated]


def list_ids(model: type[Model]) -> list[Any]:
    """The ids of all rows that the ledger covers: answers of an open attempt are recorded when it is graded."""
    rows = model._base_manager.order_by("pk")
    if model is AttemptQuestion:
        rows = rows.filter(attempt__finished_at__isnull=False)
    return list(rows.values_list("pk", flat=True))


def execute(statement: str, values: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def format_key(model: type[Model], id: Any) -> Any:
    """A primary key as the database stores it."""
    return model._meta.pk.get_db_prep_value(id, connection)


class Forger:
    """Makes random changes to the tables; the caller rolls them back."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.ids = {model: list_ids(model) for model in TABLES}

    def update(self, model: type[Model], column: str) -> str:
        """Changes one column of one row, to a value of its type or of another."""
        table, key = model._meta.db_table, model._meta.pk.column
        field = next(field for field in model._meta.concrete_fields if field.column == column)
        id = self.dice.choice(self.ids[model])
        statement = f'UPDATE "{table}" SET "{column}" = %s WHERE "{key}" = %s'
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{key}" = %s', [format_key(model, id)])
            (present,) = cursor.fetchone()
        value = self.dice.choice(list_other_values(field, present, self.dice))
        execute(statement, [value, format_key(model, id)])
        return f"{table}.{column} of {id}: {present!r} becomes {value!r}"

    def delete(self, model: type[Model]) -> str:
        id = self.dice.choice(self.ids[model])
        table, key = model._meta.db_table, model._meta.pk.column
        execute(f'DELETE FROM "{table}" WHERE "{key}" = %s', [format_key(model, id)])
        return f"{table} without {id}"

    def insert(self, model: type[Model]) -> str:
        """Copies a row under a new id."""
        row = model._base_manager.get(pk=self.dice.choice(self.ids[model]))
        new = type(row)().pk
        table, key = model._meta.db_table, model._meta.pk.column
        names = ", ".join(f'"{column}"' for column in list_columns(model) if column != key)
        execute(
            f'INSERT INTO "{table}" ("{key}", {names}) SELECT %s, {names} FROM "{table}" WHERE "{key}" = %s',
            [format_key(model, new), format_key(model, row.pk)],
        )
        return f"{table} with a copy of {row.pk}"

    def swap(self, model: type[Model], column: str) -> str:
        """Exchanges the values of one column in two rows; returns an empty text when they are equal."""
        table, key = model._meta.db_table, model._meta.pk.column
        one, two = (format_key(model, id) for id in self.dice.sample(self.ids[model], 2))
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT "{column}" FROM "{table}" WHERE "{key}" IN (%s, %s)', [one, two])
            values = [value for (value,) in cursor.fetchall()]
            if len(set(map(str, values))) < 2:
                return ""
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = CASE WHEN "{key}" = %s THEN '
                f'(SELECT "{column}" FROM "{table}" WHERE "{key}" = %s) ELSE '
                f'(SELECT "{column}" FROM "{table}" WHERE "{key}" = %s) END WHERE "{key}" IN (%s, %s)',
                [one, two, one, one, two],
            )
        return f"{table}.{column} of {one} and {two} swapped"

    def tamper_at_random(self) -> str:
        """Makes one random change and describes it."""
        model = self.dice.choice([model for model in TABLES if len(self.ids[model]) > 1 or model is Head])
        kind = self.dice.choice(["update", "update", "update", "delete", "insert", "swap"])
        column = self.dice.choice(list_columns(model))
        if kind == "delete":
            return self.delete(model)
        if model is Head or kind == "update":
            return self.update(model, column)
        return self.insert(model) if kind == "insert" else self.swap(model, column)
