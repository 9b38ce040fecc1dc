"""What a record consists of: the rows that hang on an enrollment, in the order in which they can be deleted."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from dossiers.models import DossierCredit
from evidence.models import Certificate
from exams.cycles import AttemptGrant, LessonReset
from exams.models import Attempt, AttemptQuestion
from missions.models import FlightGrade, FlightRecord, FlightTime
from onsite.models import Attendance, MetricRating, ObjectiveRating
from records.kinds import KINDS
from retention.models import LegalHold
from trainings.models import Credit, Enrollment, LessonStudy, StudySession


@dataclass(frozen=True)
class RecordTable:
    """`name` is the key of the count in the event; `lookup` leads from a row to its enrollment."""

    name: str
    model: type[Model]
    lookup: str

    def list_rows(self, enrollment_id: uuid.UUID) -> QuerySet[Any]:
        return self.model._base_manager.filter(**{self.lookup: enrollment_id})


# Rows that refer to others come before them. tests/retention/test_tables.py finds a table that is missing.
TABLES = (
    RecordTable("study_sessions", StudySession, "study__enrollment"),
    RecordTable("studies", LessonStudy, "enrollment"),
    RecordTable("answers", AttemptQuestion, "attempt__enrollment"),
    RecordTable("attempts", Attempt, "enrollment"),
    RecordTable("resets", LessonReset, "enrollment"),
    RecordTable("grants", AttemptGrant, "enrollment"),
    RecordTable("objective_ratings", ObjectiveRating, "attendance__enrollment"),
    RecordTable("metric_ratings", MetricRating, "attendance__enrollment"),
    RecordTable("attendances", Attendance, "enrollment"),
    RecordTable("grades", FlightGrade, "record__enrollment"),
    RecordTable("flight_times", FlightTime, "record__enrollment"),
    RecordTable("flights", FlightRecord, "enrollment"),
    RecordTable("dossier_credits", DossierCredit, "credit__enrollment"),
    RecordTable("credits", Credit, "enrollment"),
    RecordTable("certificates", Certificate, "enrollment"),
    RecordTable("holds", LegalHold, "enrollment"),
    RecordTable("enrollments", Enrollment, "pk"),
)
# What is locked before the deletion, in the order of every other act: after the classes and the enrollment.
LOCKED = (Attempt, FlightRecord, LessonStudy, Credit, Certificate, LegalHold)


def list_object_ids(enrollment_id: uuid.UUID) -> dict[str, list[str]]:
    """The ids of the rows that events name, by the label of their model: the objects of evidence, and legal holds."""
    named = [table for table in TABLES if table.model._meta.label_lower in KINDS or table.model is LegalHold]
    ids = {
        table.model._meta.label_lower: table.list_rows(enrollment_id).values_list("pk", flat=True) for table in named
    }
    return {label: sorted(map(str, found)) for label, found in ids.items() if found}


def delete_rows(enrollment_id: uuid.UUID) -> dict[str, int]:
    """Deletes the rows of a record; returns how many of each table, without those of which there were none."""
    Certificate.objects.filter(enrollment=enrollment_id).update(replaces=None)
    counts = {}
    for table in TABLES:
        rows = table.list_rows(enrollment_id)
        if count := rows.count():
            counts[table.name] = count
            rows.delete()
    return counts
