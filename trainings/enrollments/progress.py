"""Progress: what is done of a training, for one enrollment or ten thousand. The only definition there is.

docs/api.md, section 3. Facts that count: slides completed (LessonStudy), passed attempts, credited attendance of
past classes, completed flight records. *Items* are the mandatory lessons of a training and its mandatory
subject-level exams.

The rule is written in SQL, because counting belongs where the facts are, and as expressions, because a queryset then
carries it: `with_progress` adds the counts to any enrollments, `build_lesson_is_done` and `build_exam_is_done` tell it
item by item.
Why not stacked ORM subqueries: docs/decisions/0002-progress-in-sql.md.
"""

from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Expression,
    F,
    IntegerField,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler

from trainings.models import Enrollment, Training

# An item of ground school is done. {item} is the lesson or the exam, {enrollment} the go it must belong to.
TAUGHT = """EXISTS (SELECT 1 FROM onsite_attendance a WHERE a.enrollment_id = {enrollment} AND a.item_id = {item}
    AND a.is_credited AND a.starts_at < {now})"""
PASSED = """EXISTS (SELECT 1 FROM exams_attempt p WHERE p.enrollment_id = {enrollment} AND p.exam_id = {item}
    AND p.is_passed)"""
STUDIED = """EXISTS (SELECT 1 FROM trainings_lessonstudy st WHERE st.enrollment_id = {enrollment}
    AND st.lesson_id = {item})"""
GATE_SHUT = """EXISTS (SELECT 1 FROM exams_exam g WHERE g.lesson_id = {item} AND g.deleted_at IS NULL AND g.is_mandatory
    AND g.type = 'ONLINE' AND NOT EXISTS (SELECT 1 FROM exams_attempt p WHERE p.enrollment_id = {enrollment}
    AND p.exam_id = g.id AND p.is_passed))"""
LESSON_DONE = f"CASE WHEN {{type}} = 'DISTANCE' THEN {STUDIED} AND NOT {GATE_SHUT} ELSE {TAUGHT} END"
EXAM_DONE = f"CASE WHEN {{type}} = 'DISTANCE' THEN {PASSED} ELSE {TAUGHT} END"

# The items of a training.
LESSONS = """trainings_subject s JOIN trainings_lesson i ON i.subject_id = s.id WHERE s.training_id = {training}
    AND s.deleted_at IS NULL AND i.deleted_at IS NULL AND i.is_mandatory"""
EXAMS = """trainings_subject s JOIN exams_exam i ON i.subject_id = s.id WHERE s.training_id = {training}
    AND s.deleted_at IS NULL AND i.deleted_at IS NULL AND i.is_mandatory AND i.lesson_id IS NULL"""
FLIGHTS = "missions_flighttemplate f WHERE f.training_id = {training} AND f.deleted_at IS NULL"
FLOWN = """EXISTS (SELECT 1 FROM missions_flightrecord r WHERE r.enrollment_id = {enrollment} AND r.template_id = f.id
    AND r.is_completed)"""

ITEMS_TOTAL = f"((SELECT count(*) FROM {LESSONS}) + (SELECT count(*) FROM {EXAMS}))"
ITEMS_DONE = (
    f"((SELECT count(*) FROM {LESSONS} AND {LESSON_DONE}) + (SELECT count(*) FROM {EXAMS} AND {EXAM_DONE}))"
).replace("{item}", "i.id")
FLIGHTS_TOTAL = f"(SELECT count(*) FROM {FLIGHTS})"
FLIGHTS_DONE = f"(SELECT count(*) FROM {FLIGHTS} AND {FLOWN})"


class Sql(Expression):
    """A SQL text whose `{names}` stand for other expressions, so that columns keep their aliases in any query."""

    def __init__(self, text: str, output_field: Any, **names: Any) -> None:
        super().__init__(output_field=output_field)
        self.pieces = [(literal, name) for literal, name, _, _ in Formatter().parse(text)]
        used = {name for _, name in self.pieces if name}
        self.names = [name for name in names if name in used]
        self.expressions = [names[name] for name in self.names]

    def get_source_expressions(self) -> list[Any]:
        return self.expressions

    def set_source_expressions(self, exprs: Any) -> None:
        self.expressions = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        compiled = {name: compiler.compile(part) for name, part in zip(self.names, self.expressions, strict=True)}
        sql = ""
        params: list[Any] = []
        for literal, name in self.pieces:
            sql += literal
            if name:
                sql += compiled[name][0]
                params += compiled[name][1]
        return sql, params


@dataclass(frozen=True)
class Progress:
    """How much of something is done; finished when there was anything to do and all of it is done."""

    total: int
    completed: int

    @property
    def finished(self) -> bool:
        return self.total > 0 and self.completed == self.total


def with_progress(enrollments: QuerySet[Enrollment, Any], now: datetime | F) -> QuerySet[Enrollment, Any]:
    """Adds `items_total`, `items_done`, `flights_total`, `flights_done` to each enrollment, in the same statement.

    Classes count that began before `now`, a moment or a column of the enrollment.
    """
    whose = {
        "enrollment": F("pk"),
        "training": F("training_id"),
        "type": F("training__type"),
        "now": now if isinstance(now, F) else Value(now, DateTimeField()),
    }
    return enrollments.annotate(
        items_total=Sql(ITEMS_TOTAL, IntegerField(), **whose),
        items_done=Sql(ITEMS_DONE, IntegerField(), **whose),
        flights_total=Sql(FLIGHTS_TOTAL, IntegerField(), **whose),
        flights_done=Sql(FLIGHTS_DONE, IntegerField(), **whose),
    )


def get_ground_school_progress(enrollment: Enrollment) -> Progress:
    """`Lessons` of an enrollment that came through `with_progress`."""
    return Progress(total=enrollment.items_total, completed=enrollment.items_done)  # type: ignore[attr-defined]


def get_flight_progress(enrollment: Enrollment) -> Progress:
    """`FlightProgress` of an enrollment that came through `with_progress`."""
    return Progress(total=enrollment.flights_total, completed=enrollment.flights_done)  # type: ignore[attr-defined]


def build_lesson_is_done(enrollment: Enrollment, training: Training, now: datetime) -> Sql:
    """Of each lesson of a queryset: is it done by this enrollment?"""
    return Sql(LESSON_DONE, BooleanField(), item=F("pk"), **build_values(enrollment, training, now))


def build_exam_is_done(enrollment: Enrollment, training: Training, now: datetime) -> Sql:
    """Of each subject-level exam of a queryset: is it done by this enrollment?"""
    return Sql(EXAM_DONE, BooleanField(), item=F("pk"), **build_values(enrollment, training, now))


def build_exam_is_passed_online(enrollment: Enrollment) -> Sql:
    """Of each exam of a queryset: has this enrollment a passed attempt?"""
    return Sql(PASSED, BooleanField(), item=F("pk"), enrollment=Value(enrollment.pk, UUIDField()))


def build_flight_is_done(enrollment: Enrollment) -> Sql:
    """Of each flight template of a queryset: is it completed by this enrollment?"""
    text = FLOWN.replace("f.id", "{item}")
    return Sql(text, BooleanField(), item=F("pk"), enrollment=Value(enrollment.pk, UUIDField()))


def build_values(enrollment: Enrollment, training: Training, now: datetime) -> dict[str, Value]:
    return {
        "enrollment": Value(enrollment.pk, UUIDField()),
        "type": Value(training.type, CharField()),
        "now": Value(now, DateTimeField()),
    }
