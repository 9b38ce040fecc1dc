"""The measures of the report in words, on its page and in its file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import User
from core.tables.writing import OutputRow
from office.standards.reads import Standard, StandardsReport
from office.standards.statistics import Meaning, Measure, compare


@dataclass(frozen=True)
class MeasureKind:
    """`name` is that in the file; `read` takes the measure from a standard; `about` says what is counted."""

    name: str
    title: StrOrPromise
    about: StrOrPromise
    read: Callable[[Standard], Measure]


KINDS = (
    MeasureKind(
        "Exams of classes passed, %",
        gettext_lazy("Exams of classes"),
        gettext_lazy("In percent: how many of the recorded results of exams of classes are passed."),
        lambda row: row.exams,
    ),
    MeasureKind(
        "Evaluations without a grade below standard, %",
        gettext_lazy("Evaluations in classes"),
        gettext_lazy("In percent: how many of the evaluated attendances have no grade below standard."),
        lambda row: row.evaluations,
    ),
    MeasureKind(
        "Grades in classes, 0 to 100",
        gettext_lazy("Grades in classes"),
        gettext_lazy("The mean place of the grades on their scales: 0 is the lowest grade, 100 the highest."),
        lambda row: row.class_grades,
    ),
    MeasureKind(
        "Grades on flights, 0 to 100",
        gettext_lazy("Grades on flights"),
        gettext_lazy("The mean place of the grades on their scales: 0 is the lowest grade, 100 the highest."),
        lambda row: row.flight_grades,
    ),
    MeasureKind(
        "Missions repeated, %",
        gettext_lazy("Repeated missions"),
        gettext_lazy(
            "In percent: after how many of the flights the mission was flown again, because the flight was not "
            "completed or had a grade below standard."
        ),
        lambda row: row.repeats,
    ),
)
HEADER = (
    *("Surname", "Name", "Measure", "Cases", "Value", "Standard deviation", "School", "Difference"),
    *("95 % from", "95 % to", "Meaning"),
)
SCHOOL = "School"


def describe_meaning(meaning: Meaning) -> str:
    return {
        Meaning.TOO_FEW: _("too few to mean anything"),
        Meaning.NONE: _("no difference that means anything"),
        Meaning.LOWER: _("lower than the school"),
        Meaning.HIGHER: _("higher than the school"),
    }[meaning]


def get_difference(own: Measure, school: Measure) -> float | None:
    return None if own.value is None or school.value is None else own.value - school.value


def iterate_output_rows(report: StandardsReport) -> Iterator[OutputRow]:
    """The rows under `HEADER`: for each instructor the counts and then the measures; last, those of the school."""
    for person, standard in report.instructors:
        yield from iterate_counts((person.surname, person.name), standard)
        yield from (build_output_row(person, kind, standard, report.school) for kind in KINDS)
    yield from iterate_counts((SCHOOL, ""), report.school)
    for kind in KINDS:
        measure = kind.read(report.school)
        numbers = (measure.cases, round_number(measure.value), round_number(measure.deviation))
        yield (SCHOOL, "", kind.name, *numbers, None, None, None, None, None)


def iterate_counts(name: tuple[str, str], row: Standard) -> Iterator[OutputRow]:
    delay = row.median_delay
    hours = None if delay is None else round(delay.total_seconds() / 3600, 1)
    empty = (None,) * 6
    yield (*name, "Classes held", row.classes, None, *empty)
    yield (*name, "Students evaluated", row.students, None, *empty)
    yield (*name, "Flights instructed", row.flights, None, *empty)
    yield (*name, "Hours from class to signature, median", len(row.delays), hours, *empty)


def build_output_row(person: User, kind: MeasureKind, standard: Standard, school: Standard) -> OutputRow:
    own, whole = kind.read(standard), kind.read(school)
    low, high = own.get_interval(whole) or (None, None)
    numbers = (own.value, own.deviation, whole.value, get_difference(own, whole), low, high)
    return (person.surname, person.name, kind.name, own.cases, *map(round_number, numbers), compare(own, whole).value)


def round_number(number: float | None) -> float | None:
    return None if number is None else round(number, 1)
