"""What a manager asks of the school in the morning, each answered by one statement of SQL.

Every figure counts the rows of a list that the manager can open (`visible_to`, narrowed as the list's filters narrow),
so that a figure and the list behind it are never at odds.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast

from accounts.models import User
from exams.models import Attempt, Exam
from missions.models import FlightRecord, FlightTemplate
from office.dashboard.lists import build_list_link
from onsite.models import ClassSession
from trainings.models import Enrollment

MAX_ROWS = 8
# A pass rate over fewer attempts says more about those who sat than about the exam.
MIN_ATTEMPTS = 5

ENROLLMENTS = "trainings.enrollment"
CLASSES = "onsite.classsession"
ATTEMPTS = "exams.attempt"
FLIGHTS = "missions.flightrecord"


@dataclass(frozen=True)
class Figure:
    """A number, and the address of the list that holds the rows it counts; empty where no single list does."""

    value: int
    link: str = ""


@dataclass(frozen=True)
class FigureRow:
    """A row of a table: what it is about, and its figures in the order of the columns."""

    name: str
    figures: tuple[Figure, ...]
    about: str = ""


def count_under_way(manager: User) -> Figure:
    return Figure(
        Enrollment.objects.visible_to(manager).unfinished().count(), build_list_link(ENROLLMENTS, state="under_way")
    )


def count_overdue(manager: User, now: datetime) -> Figure:
    return Figure(
        Enrollment.objects.visible_to(manager).overdue(now).count(), build_list_link(ENROLLMENTS, state="overdue")
    )


def count_classes_this_week(manager: User, now: datetime) -> Figure:
    rows = ClassSession.objects.visible_to(manager).in_week_of(manager.company, now)
    return Figure(rows.count(), build_list_link(CLASSES, week="this"))


def count_unsigned_classes(manager: User, now: datetime) -> Figure:
    rows = ClassSession.objects.visible_to(manager).awaiting_signature(now)
    return Figure(rows.count(), build_list_link(CLASSES, signature="missing"))


def count_unsigned_debriefings(manager: User) -> Figure:
    rows = FlightRecord.objects.visible_to(manager).awaiting_debriefing()
    return Figure(rows.count(), build_list_link(FLIGHTS, debriefing="missing"))


def list_enrollments_per_training(manager: User) -> list[FigureRow]:
    """Under way and finished; the trainings with most students under way."""
    found = count_by_state(Enrollment.objects.visible_to(manager).values("training", "training__name"))
    return [
        FigureRow(row["training__name"], build_state_figures(row, training__id__exact=row["training"]))
        for row in found.order_by("-under_way", "-finished", "training__name", "training")[:MAX_ROWS]
    ]


def list_enrollments_per_phase(manager: User) -> list[FigureRow]:
    """Under way and finished; the flight phases with most students under way."""
    rows = Enrollment.objects.visible_to(manager).exclude(flight_phase="")
    found = count_by_state(rows.values("flight_phase")).order_by("-under_way", "-finished", "flight_phase")
    return [
        FigureRow(row["flight_phase"], build_state_figures(row, phase=row["flight_phase"])) for row in found[:MAX_ROWS]
    ]


def count_by_state(grouped: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return grouped.annotate(
        under_way=Count("pk", filter=Q(finished_at__isnull=True)),
        finished=Count("pk", filter=Q(finished_at__isnull=False)),
    )


def build_state_figures(row: dict[str, Any], **narrowed: Any) -> tuple[Figure, Figure]:
    return (
        Figure(row["under_way"], build_list_link(ENROLLMENTS, state="under_way", **narrowed)),
        Figure(row["finished"], build_list_link(ENROLLMENTS, state="finished", **narrowed)),
    )


def list_weakest_exams(manager: User) -> list[FigureRow]:
    """Percent passed, attempts failed and passed; the exams most often failed, of those sat often enough to tell."""
    graded = Attempt.objects.visible_to(manager).filter(
        finished_at__isnull=False, exam__in=Exam.objects.visible_to(manager)
    )
    found = (
        graded.order_by()
        .values("exam", "exam__name", "exam__subject__training__name")
        .annotate(graded=Count("pk"), passed=Count("pk", filter=Q(is_passed=True)))
        .filter(graded__gte=MIN_ATTEMPTS, passed__lt=F("graded"))
        .annotate(rate=100 * Cast("passed", FloatField()) / Cast("graded", FloatField()))
        .order_by("rate", "-graded", "exam__name", "exam")
    )
    return [build_exam_row(row) for row in found[:MAX_ROWS]]


def build_exam_row(row: dict[str, Any]) -> FigureRow:
    of_exam = {"exam__id__exact": row["exam"]}
    failed = Figure(row["graded"] - row["passed"], build_list_link(ATTEMPTS, is_passed__exact=0, **of_exam))
    passed = Figure(row["passed"], build_list_link(ATTEMPTS, is_passed__exact=1, **of_exam))
    return FigureRow(
        row["exam__name"], (Figure(round(row["rate"])), failed, passed), about=row["exam__subject__training__name"]
    )


def list_most_repeated_missions(manager: User) -> list[FigureRow]:
    """Repeats (flights beyond a student's first), flights and students; the missions most often flown again."""
    flown = FlightRecord.objects.visible_to(manager).filter(template__in=FlightTemplate.objects.visible_to(manager))
    found = (
        flown.order_by()
        .values("template", "template__name", "template__training__name")
        .annotate(flights=Count("pk"), students=Count("enrollment", distinct=True))
        .filter(flights__gt=F("students"))
        .annotate(repeats=F("flights") - F("students"))
        .order_by("-repeats", "template__name", "template")
    )
    return [build_mission_row(row) for row in found[:MAX_ROWS]]


def build_mission_row(row: dict[str, Any]) -> FigureRow:
    flights = Figure(row["flights"], build_list_link(FLIGHTS, template__id__exact=row["template"]))
    figures = (Figure(row["repeats"]), flights, Figure(row["students"]))
    return FigureRow(row["template__name"], figures, about=row["template__training__name"])
