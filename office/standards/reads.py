"""How each instructor teaches, examines and grades over a period, and the school as a whole.

EASA ORA.ATO.110(c), ORA.GEN.200(a)(6): the standard of instruction is watched; 14 CFR 141.85(a)(2): the chief
instructor is responsible for it. What numbers mean is in `office.standards.statistics`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from evidence.readiness.classes import BELOW_STANDARD
from missions.models import FlightGrade, FlightRecord
from office.standards.statistics import Share, Spread, add_shares, add_spreads
from onsite.models import Attendance, ClassSession, MetricRating, ObjectiveRating
from trainings.endpoints.teaching_report.reads import Period, check_period, list_past_classes
from trainings.ratings import Rating

TEACHER = "class_session__teacher"
NOT_BELOW = Q(is_below=False)


@dataclass(frozen=True)
class Standard:
    """Of one instructor, or of the school.

    `exams`: exams of classes passed, of those recorded. `evaluations`: without anything below standard, of those with a
    grade. `repeats`: flights that were not completed, or had a grade below standard, and whose mission the student flew
    again later, of all flights. `delays`: from the end of a class to its signature, of classes that are signed.
    """

    classes: int = 0
    students: int | None = None  # different people who were evaluated; not known of the school as a whole
    flights: int = 0
    delays: Sequence[timedelta] = ()
    exams: Share = field(default_factory=Share)
    evaluations: Share = field(default_factory=Share)
    repeats: Share = field(default_factory=Share)
    class_grades: Spread = field(default_factory=Spread)
    flight_grades: Spread = field(default_factory=Spread)

    @property
    def median_delay(self) -> timedelta | None:
        """The middle one, because one class that is signed a month late says nothing about the others."""
        return timedelta(seconds=median(delay.total_seconds() for delay in self.delays)) if self.delays else None


@dataclass(frozen=True)
class StandardsReport:
    instructors: list[tuple[User, Standard]]
    school: Standard


@dataclass(frozen=True)
class Facts:
    """What the queries found, each by the id of the instructor."""

    classes: dict[int, list[timedelta | None]]
    exams: dict[int, Share]
    evaluations: dict[int, tuple[Share, int]]
    flights: dict[int, Share]
    class_grades: dict[int, Counter[str]]
    flight_grades: dict[int, Counter[str]]


def read_standards(
    *, manager: User, training_id: UUID | None, first_day: date, last_day: date, now: datetime
) -> StandardsReport:
    """The report about classes and flights of these days of the school, of one training or of all.

    Eight queries, however many instructors there are. Raises InvalidInput as the teaching report does.
    """
    period = Period(first_day, last_day)
    check_period(period)
    classes = list_past_classes(manager.company, period, now)
    flights = FlightRecord.objects.visible_to(manager).filter(instructor__isnull=False)
    flights = flights.filter(flown_on__gte=first_day, flown_on__lte=last_day).order_by()
    if training_id:
        classes = classes.filter(subject__training=training_id)
        flights = flights.filter(enrollment__training=training_id)
    standards = build_standards(read_facts(classes, flights))
    people = User.objects.filter(pk__in=standards).by_name()
    return StandardsReport([(person, standards[person.pk]) for person in people], add_up(list(standards.values())))


def read_facts(classes: QuerySet[ClassSession], flights: QuerySet[FlightRecord]) -> Facts:
    rosters = Attendance.objects.filter(class_session__in=classes.values("pk")).order_by()
    return Facts(
        classes=read_classes(classes),
        exams=read_exams(rosters),
        evaluations=read_evaluations(rosters),
        flights=read_flights(flights),
        class_grades=read_class_grades(rosters),
        flight_grades=count_ratings(FlightGrade.objects.filter(record__in=flights), "record__instructor", "grade"),
    )


def read_classes(classes: QuerySet[ClassSession]) -> dict[int, list[timedelta | None]]:
    """For each class of a teacher, the time to its signature; None for one that is not signed."""
    found: defaultdict[int, list[timedelta | None]] = defaultdict(list)
    for row in classes.only("teacher_id", "starts_at", "duration_minutes", "signed_at"):
        found[row.teacher_id].append(max(row.signed_at - row.ends_at, timedelta()) if row.signed_at else None)
    return found


def read_exams(rosters: QuerySet[Attendance]) -> dict[int, Share]:
    recorded = rosters.filter(is_passed__isnull=False, class_session__exam__isnull=False)
    rows = recorded.values_list(TEACHER).annotate(hits=Count("pk", filter=Q(is_passed=True)), cases=Count("pk"))
    return {id: Share(hits, cases) for id, hits, cases in rows}


def read_evaluations(rosters: QuerySet[Attendance]) -> dict[int, tuple[Share, int]]:
    """With the number of different students."""
    rated, below = Q(), Q()
    for model in (ObjectiveRating, MetricRating):
        ratings: QuerySet[Any] = model.objects.filter(attendance=OuterRef("pk"))
        rated |= Q(Exists(ratings.exclude(rating=Rating.NOT_OBSERVED)))
        below |= Q(Exists(ratings.filter(rating__in=BELOW_STANDARD)))
    rows = rosters.filter(rated).alias(is_below=below).values_list(TEACHER)
    counts = rows.annotate(
        hits=Count("pk", filter=NOT_BELOW), cases=Count("pk"), students=Count("enrollment__user", distinct=True)
    )
    return {id: (Share(hits, cases), students) for id, hits, cases, students in counts}


def read_flights(flights: QuerySet[FlightRecord]) -> dict[int, Share]:
    """Of all flights, those that were poor and flown again."""
    below = FlightGrade.objects.filter(record=OuterRef("pk"), grade__in=BELOW_STANDARD)
    # Of one day, those recorded later; ids are in the order of recording where that was at one moment.
    same_moment = Q(created_at=OuterRef("created_at"), pk__gt=OuterRef("pk"))
    same_day = Q(flown_on=OuterRef("flown_on")) & (Q(created_at__gt=OuterRef("created_at")) | same_moment)
    later = Q(flown_on__gt=OuterRef("flown_on")) | same_day
    again = FlightRecord.objects.filter(later, enrollment=OuterRef("enrollment"), template=OuterRef("template"))
    is_repeated = (Q(is_completed=False) | Q(Exists(below))) & Q(Exists(again))
    rows = flights.alias(is_repeated=is_repeated).values_list("instructor")
    counts = rows.annotate(hits=Count("pk", filter=Q(is_repeated=True)), cases=Count("pk"))
    return {id: Share(hits, cases) for id, hits, cases in counts}


def read_class_grades(rosters: QuerySet[Attendance]) -> dict[int, Counter[str]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for model in (ObjectiveRating, MetricRating):
        ratings: QuerySet[Any] = model.objects.filter(attendance__in=rosters)
        for id, counts in count_ratings(ratings, "attendance__class_session__teacher", "rating").items():
            found[id] += counts
    return found


def count_ratings(rows: QuerySet[Any], instructor: str, rating: str) -> dict[int, Counter[str]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for id, value, count in rows.order_by().values_list(instructor, rating).annotate(Count("pk")):
        found[id][value] = count
    return found


def build_standards(facts: Facts) -> dict[int, Standard]:
    ids = {*facts.classes, *facts.flights}
    return {id: build_standard(facts, id) for id in ids}


def build_standard(facts: Facts, id: int) -> Standard:
    classes = facts.classes.get(id, [])
    evaluations, students = facts.evaluations.get(id, (Share(), 0))
    flights = facts.flights.get(id, Share())
    return Standard(
        classes=len(classes),
        students=students,
        flights=flights.cases,
        delays=[delay for delay in classes if delay is not None],
        exams=facts.exams.get(id, Share()),
        evaluations=evaluations,
        repeats=flights,
        class_grades=Spread(facts.class_grades.get(id, {})),
        flight_grades=Spread(facts.flight_grades.get(id, {})),
    )


def add_up(standards: Iterable[Standard]) -> Standard:
    """The school: the sum of its instructors."""
    rows = list(standards)
    return Standard(
        classes=sum(row.classes for row in rows),
        flights=sum(row.flights for row in rows),
        delays=[delay for row in rows for delay in row.delays],
        exams=add_shares(row.exams for row in rows),
        evaluations=add_shares(row.evaluations for row in rows),
        repeats=add_shares(row.repeats for row in rows),
        class_grades=add_spreads(row.class_grades for row in rows),
        flight_grades=add_spreads(row.flight_grades for row in rows),
    )
