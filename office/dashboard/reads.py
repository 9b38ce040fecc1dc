"""The figures of the dashboard, each read by one SQL query.

Every figure counts the rows of a list that the manager can open: `visible_to`, then the same queryset methods as the
filters of the list. So a figure and the list it links to never disagree.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from accounts.models import User
from exams.models import Attempt, Exam
from mail.models import Mail
from missions.models import FlightRecord, FlightTemplate
from office.dashboard.lists import build_list_link
from onsite.models import ClassSession
from trainings.models import Enrollment
from trainings.querysets import FINISHED, UNFINISHED

MAX_ROWS = 8  # of a table
# A pass rate of fewer attempts says more about the students than about the exam.
MIN_ATTEMPTS = 5

ENROLLMENTS = "trainings.enrollment"
CLASSES = "onsite.classsession"
ATTEMPTS = "exams.attempt"
FLIGHTS = "missions.flightrecord"
MAILS = "mail.mail"


@dataclass(frozen=True)
class Figure:
    """A number, and the address of the list of the rows it counts; empty if no list shows exactly these."""

    value: int
    link: str = ""


@dataclass(frozen=True)
class FigureRow:
    """A row of a table: its name, its figures in the order of the columns, and what it belongs to."""

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


def count_unrecorded_classes(manager: User, now: datetime) -> Figure:
    rows = ClassSession.objects.visible_to(manager).awaiting_attendance(now)
    return Figure(rows.count(), build_list_link(CLASSES, attendance="missing"))


def count_unsigned_debriefings(manager: User) -> Figure:
    rows = FlightRecord.objects.visible_to(manager).awaiting_debriefing()
    return Figure(rows.count(), build_list_link(FLIGHTS, debriefing="missing"))


def count_mails_given_up(manager: User, now: datetime) -> Figure:
    return Figure(Mail.objects.visible_to(manager).given_up_lately(now).count(), build_list_link(MAILS, state="lately"))


def list_enrollments_per_training(manager: User) -> list[FigureRow]:
    """Ongoing and finished; the trainings with most ongoing enrollments."""
    rows = count_by_state(Enrollment.objects.visible_to(manager).values("training", "training__name"))
    return [
        FigureRow(row["training__name"], build_state_figures(row, training__id__exact=row["training"]))
        for row in rows.order_by("-under_way", "-finished", "training__name", "training")[:MAX_ROWS]
    ]


def list_enrollments_per_phase(manager: User) -> list[FigureRow]:
    """Ongoing and finished; the flight phases with most ongoing enrollments."""
    enrollments = Enrollment.objects.visible_to(manager).exclude(flight_phase="")
    rows = count_by_state(enrollments.values("flight_phase")).order_by("-under_way", "-finished", "flight_phase")
    return [
        FigureRow(row["flight_phase"], build_state_figures(row, phase=row["flight_phase"])) for row in rows[:MAX_ROWS]
    ]


def count_by_state(grouped: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """Adds `under_way` and `finished` to enrollments that are grouped by `values()`."""
    counted: QuerySet[Any, Any] = grouped.annotate(
        under_way=Count("pk", filter=UNFINISHED),
        finished=Count("pk", filter=FINISHED),
    )
    return counted


def build_state_figures(row: Mapping[str, Any], **filters: Any) -> tuple[Figure, Figure]:
    return (
        Figure(row["under_way"], build_list_link(ENROLLMENTS, state="under_way", **filters)),
        Figure(row["finished"], build_list_link(ENROLLMENTS, state="finished", **filters)),
    )


def list_weakest_exams(manager: User) -> list[FigureRow]:
    """Pass rate in percent, failed and passed attempts; the lowest rates, given `MIN_ATTEMPTS` graded attempts."""
    graded = Attempt.objects.visible_to(manager).filter(
        finished_at__isnull=False, exam__in=Exam.objects.visible_to(manager)
    )
    rows = (
        graded.order_by()
        .values("exam", "exam__name", training=Coalesce("exam__subject__training__name", "exam__training__name"))
        .annotate(graded=Count("pk"), passed=Count("pk", filter=Q(is_passed=True)))
        .filter(graded__gte=MIN_ATTEMPTS, passed__lt=F("graded"))
        .annotate(rate=100 * Cast("passed", FloatField()) / Cast("graded", FloatField()))
        .order_by("rate", "-graded", "exam__name", "exam")
    )
    return [build_exam_row(row) for row in rows[:MAX_ROWS]]


def build_exam_row(row: Mapping[str, Any]) -> FigureRow:
    exam_filter = {"exam__id__exact": row["exam"]}
    failed = Figure(row["graded"] - row["passed"], build_list_link(ATTEMPTS, is_passed__exact=0, **exam_filter))
    passed = Figure(row["passed"], build_list_link(ATTEMPTS, is_passed__exact=1, **exam_filter))
    return FigureRow(row["exam__name"], (Figure(round(row["rate"])), failed, passed), about=row["training"])


def list_most_repeated_missions(manager: User) -> list[FigureRow]:
    """Repeats (flights after the first of each enrollment), flights and students; the missions with most repeats."""
    flights = FlightRecord.objects.visible_to(manager).filter(template__in=FlightTemplate.objects.visible_to(manager))
    rows = (
        flights.order_by()
        .values("template", "template__name", "template__training__name")
        .annotate(flights=Count("pk"), students=Count("enrollment", distinct=True))
        .filter(flights__gt=F("students"))
        .annotate(repeats=F("flights") - F("students"))
        .order_by("-repeats", "template__name", "template")
    )
    return [build_mission_row(row) for row in rows[:MAX_ROWS]]


def build_mission_row(row: Mapping[str, Any]) -> FigureRow:
    flights = Figure(row["flights"], build_list_link(FLIGHTS, template__id__exact=row["template"]))
    figures = (Figure(row["repeats"]), flights, Figure(row["students"]))
    return FigureRow(row["template__name"], figures, about=row["template__training__name"])
