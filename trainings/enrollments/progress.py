"""Progress: how much of a training is done, for one enrollment or ten thousand. The only definition of it.

The rule is in docs/api.md, section 3 (Ground-school progress, Flight progress). Five kinds of fact count: lessons
studied (LessonStudy), passed attempts, credited attendance of past classes, completed flights, and credits for earlier
training (Credit; docs/decisions/0025). *Items* are the mandatory lessons of a training, the mandatory exams of its
subjects and those of the whole training (docs/decisions/0033).

The rule is written as SQL, so that the database counts, and wrapped in expressions, so that any queryset can use it:
`Enrollment.objects.with_progress` adds the counts to enrollments, `build_lesson_is_done` and `build_exam_is_done`
tell for each item whether it is done. docs/decisions/0002-progress-in-sql.md explains why these are not ORM subqueries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import TYPE_CHECKING, Any, TypeAlias, TypedDict

from django.db.models import (
    BooleanField,
    CharField,
    DateTimeField,
    Expression,
    F,
    IntegerField,
    UUIDField,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from trainings.models import Enrollment, Training

    EnrollmentWithProgress: TypeAlias = WithAnnotations[Enrollment, "ProgressCounts"]

# Conditions under which an enrollment has done an item; {item} is the id of a lesson, an exam or (in FLOWN) a mission.
# A credit says nothing of how its item was done: it counts in each of the three `…_DONE`, whatever the training's type.
CREDITED = """EXISTS (SELECT 1 FROM trainings_credit c WHERE c.enrollment_id = {enrollment} AND c.item_id = {item}
    AND c.revoked_at IS NULL)"""
TAUGHT = """EXISTS (SELECT 1 FROM onsite_attendance a WHERE a.enrollment_id = {enrollment} AND a.item_id = {item}
    AND a.is_credited AND a.starts_at < {now})"""
PASSED = """EXISTS (SELECT 1 FROM exams_attempt p WHERE p.enrollment_id = {enrollment} AND p.exam_id = {item}
    AND p.is_passed)"""
# A lesson study that was begun anew counts from the first session after the last restart (docs/decisions/0032).
IS_CURRENT = """NOT EXISTS (SELECT 1 FROM exams_lessonreset z WHERE z.enrollment_id = {enrollment}
    AND z.lesson_id = {item} AND NOT EXISTS (SELECT 1 FROM trainings_studysession w
    WHERE w.study_id = {study} AND w.ended_at >= z.reset_at))"""
STUDIED = f"""EXISTS (SELECT 1 FROM trainings_lessonstudy st WHERE st.enrollment_id = {{enrollment}}
    AND st.lesson_id = {{item}} AND {IS_CURRENT.replace("{study}", "st.id")})"""
GATE_CLOSED = """EXISTS (SELECT 1 FROM exams_exam g WHERE g.lesson_id = {item} AND g.deleted_at IS NULL
    AND g.is_mandatory AND g.type = 'ONLINE' AND NOT EXISTS (SELECT 1 FROM exams_attempt p
    WHERE p.enrollment_id = {enrollment} AND p.exam_id = g.id AND p.is_passed))"""
LESSON_DONE = f"(CASE WHEN {{type}} = 'DISTANCE' THEN {STUDIED} AND NOT {GATE_CLOSED} ELSE {TAUGHT} END OR {CREDITED})"
EXAM_DONE = f"(CASE WHEN {{type}} = 'DISTANCE' THEN {PASSED} ELSE {TAUGHT} END OR {CREDITED})"

# The items of a training.
LESSONS = """trainings_subject s JOIN trainings_lesson i ON i.subject_id = s.id WHERE s.training_id = {training}
    AND s.deleted_at IS NULL AND i.deleted_at IS NULL AND i.is_mandatory"""
EXAMS = """trainings_subject s JOIN exams_exam i ON i.subject_id = s.id WHERE s.training_id = {training}
    AND s.deleted_at IS NULL AND i.deleted_at IS NULL AND i.is_mandatory AND i.lesson_id IS NULL"""
WHOLE_EXAMS = "exams_exam i WHERE i.training_id = {training} AND i.deleted_at IS NULL AND i.is_mandatory"
FLIGHTS = "missions_flighttemplate f WHERE f.training_id = {training} AND f.deleted_at IS NULL"
FLOWN = """EXISTS (SELECT 1 FROM missions_flightrecord r WHERE r.enrollment_id = {enrollment} AND r.template_id = {item}
    AND r.is_completed)"""
FLIGHT_DONE = f"({FLOWN} OR {CREDITED})"

ITEMS_TOTAL = f"""((SELECT count(*) FROM {LESSONS}) + (SELECT count(*) FROM {EXAMS})
    + (SELECT count(*) FROM {WHOLE_EXAMS}))"""
ITEMS_DONE = f"""((SELECT count(*) FROM {LESSONS} AND {LESSON_DONE}) + (SELECT count(*) FROM {EXAMS} AND {EXAM_DONE})
    + (SELECT count(*) FROM {WHOLE_EXAMS} AND {EXAM_DONE}))""".replace("{item}", "i.id")
FLIGHTS_TOTAL = f"(SELECT count(*) FROM {FLIGHTS})"
FLIGHTS_DONE = f"(SELECT count(*) FROM {FLIGHTS} AND {FLIGHT_DONE})".replace("{item}", "f.id")


class Sql(Expression):
    """SQL text with `{names}` for other expressions, so that Django adds the right table aliases to their columns."""

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

    def as_sql(  # type: ignore[override]  # Django 5.2 extends the list in place; the stubs are those of 6.1
        self, compiler: SQLCompiler, connection: Any
    ) -> tuple[str, list[Any]]:
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
    """How much of something is done. Nothing to do is not complete."""

    total: int
    completed: int

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.completed == self.total


class ProgressCounts(TypedDict):
    """What `Enrollment.objects.with_progress` adds to each row."""

    items_total: int
    items_done: int
    flights_total: int
    flights_done: int


def build_progress_counts(now: datetime | F) -> dict[str, Sql]:
    """The annotations of `ProgressCounts` for a queryset of enrollments, without a further query.

    Classes that began before `now` count; it is a moment or a column of the enrollment.
    """
    names = {
        "enrollment": F("pk"),
        "training": F("training_id"),
        "type": F("training__type"),
        "now": now if isinstance(now, F) else Value(now, DateTimeField()),
    }
    return {
        "items_total": Sql(ITEMS_TOTAL, IntegerField(), **names),
        "items_done": Sql(ITEMS_DONE, IntegerField(), **names),
        "flights_total": Sql(FLIGHTS_TOTAL, IntegerField(), **names),
        "flights_done": Sql(FLIGHTS_DONE, IntegerField(), **names),
    }


def get_ground_school_progress(enrollment: EnrollmentWithProgress) -> Progress:
    return Progress(total=enrollment.items_total, completed=enrollment.items_done)


def get_flight_progress(enrollment: EnrollmentWithProgress) -> Progress:
    return Progress(total=enrollment.flights_total, completed=enrollment.flights_done)


def build_lesson_is_done(enrollment: Enrollment, training: Training, now: datetime) -> Sql:
    """For a queryset of lessons: whether this enrollment has done each."""
    return Sql(LESSON_DONE, BooleanField(), item=F("pk"), **build_sql_values(enrollment, training, now))


def build_exam_is_done(enrollment: Enrollment, training: Training, now: datetime) -> Sql:
    """For a queryset of exams that are no gate exams: whether this enrollment has done each."""
    return Sql(EXAM_DONE, BooleanField(), item=F("pk"), **build_sql_values(enrollment, training, now))


def build_lesson_is_studied(enrollment: Enrollment) -> Sql:
    """For a queryset of lessons: whether this enrollment has completed the slides of each since its last restart."""
    return Sql(STUDIED, BooleanField(), item=F("pk"), enrollment=Value(enrollment.pk, UUIDField()))


def build_study_is_current() -> Sql:
    """For a queryset of lesson studies: whether each counts, which one from before a restart does not."""
    return Sql(IS_CURRENT, BooleanField(), enrollment=F("enrollment_id"), item=F("lesson_id"), study=F("pk"))


def build_exam_is_passed_online(enrollment: Enrollment) -> Sql:
    """For a queryset of exams: whether this enrollment has a passed attempt at each."""
    return Sql(PASSED, BooleanField(), item=F("pk"), enrollment=Value(enrollment.pk, UUIDField()))


def build_flight_is_done(enrollment: Enrollment) -> Sql:
    """For a queryset of missions: whether this enrollment has completed each, or need not fly it."""
    return Sql(FLIGHT_DONE, BooleanField(), item=F("pk"), enrollment=Value(enrollment.pk, UUIDField()))


def build_is_credited(enrollment: Enrollment) -> Sql:
    """For a queryset of lessons, exams or missions: whether each is credited to this enrollment."""
    return Sql(CREDITED, BooleanField(), item=F("pk"), enrollment=Value(enrollment.pk, UUIDField()))


def build_sql_values(enrollment: Enrollment, training: Training, now: datetime) -> dict[str, Value]:
    """The values that the SQL of lessons and exams names, besides the item."""
    return {
        "enrollment": Value(enrollment.pk, UUIDField()),
        "type": Value(training.type, CharField()),
        "now": Value(now, DateTimeField()),
    }
