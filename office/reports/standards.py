"""The standardisation of instructors: each against the school (office/standards)."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from core.dates.writing import format_duration
from core.tables.writing import OutputRow
from office.base.tables.drawing import Cell, Table, render_link
from office.reports.filters import FilterForm
from office.reports.frame import Report, Shown
from office.standards.reads import Standard, StandardsReport, read_standards
from office.standards.statistics import MIN_CASES, Measure, compare
from office.standards.wording import (
    HEADER,
    KINDS,
    MeasureKind,
    describe_meaning,
    get_difference,
    iterate_output_rows,
)

DAYS_SHOWN = 365
NOTHING = "—"


class StandardsFilterForm(FilterForm):
    """The last year, unless the manager says otherwise; of all students, because a group is too few."""

    def __init__(self, by: User, data: Any) -> None:
        super().__init__(by, data)
        self.fields["first_day"].required = self.fields["last_day"].required = True
        del self.fields["group"]

    def build_defaults(self, by: User) -> dict[str, Any]:
        today = by.company.local_date(clock.now())
        return {"first_day": today - timedelta(days=DAYS_SHOWN - 1), "last_day": today}


def build_report(manager: User, filters: dict[str, Any]) -> StandardsReport:
    training = filters["training"]
    return read_standards(
        manager=manager,
        training_id=training and training.pk,
        first_day=filters["first_day"],
        last_day=filters["last_day"],
        now=clock.now(),
    )


def show_standards(manager: User, filters: dict[str, Any], page: str) -> Shown:
    report = build_report(manager, filters)
    return Shown([build_overview(report), *(build_table(kind, report) for kind in KINDS)])


def build_overview(report: StandardsReport) -> Table:
    rows = [[render_person(person), *build_counts(standard)] for person, standard in report.instructors]
    return Table(
        caption=_("Instructors"),
        headings=(
            *(_("Instructor"), _("Classes held"), _("Students evaluated"), _("Flights")),
            *(_("Signed classes"), _("From the class to its signature, median")),
        ),
        rows=[*rows, [_("The school"), *build_counts(report.school)]] if rows else [],
        empty=_("Nobody has taught or flown in these days."),
        note=_(
            "In the tables below, fewer than %(count)s cases are marked as too few to mean anything. Of more, a "
            "difference means something only if the value of the school lies outside of the 95 %% interval of the "
            "instructor (Wilson's, of shares). One in twenty such differences is chance: look at the records before "
            "you judge anybody."
        )
        % {"count": MIN_CASES},
    )


def build_counts(standard: Standard) -> list[Cell]:
    delay, signed = standard.median_delay, len(standard.delays)
    words = NOTHING if delay is None else format_duration(int(delay.total_seconds()))
    return [
        standard.classes,
        NOTHING if standard.students is None else standard.students,
        standard.flights,
        signed,
        f"{words} ({describe_too_few()})" if 0 < signed < MIN_CASES else words,
    ]


def describe_too_few() -> str:
    return _("too few to mean anything")


def build_table(kind: MeasureKind, report: StandardsReport) -> Table:
    """Of one measure: those instructors of whom there is a case."""
    school = kind.read(report.school)
    rows = [
        [render_person(person), *build_comparison(kind.read(standard), school)]
        for person, standard in report.instructors
        if kind.read(standard).cases
    ]
    return Table(
        caption=str(kind.title),
        headings=(
            *(_("Instructor"), _("Cases"), _("Value"), _("Spread"), _("School"), _("Difference")),
            *(_("Interval (95 %)"), _("What it means")),
        ),
        rows=rows,
        empty=_("There is no case in these days."),
        note=f"{kind.about} {describe_school(school)}" if rows else "",
    )


def build_comparison(own: Measure, school: Measure) -> list[Cell]:
    low, high = own.get_interval(school) or (None, None)
    difference = get_difference(own, school)
    return [
        own.cases,
        write_number(own.value),
        write_number(own.deviation),
        write_number(school.value),
        NOTHING if difference is None else f"{'+' if difference > 0 else ''}{write_number(difference)}",
        NOTHING if low is None else f"{write_number(low)} – {write_number(high)}",
        describe_meaning(compare(own, school)),
    ]


def describe_school(school: Measure) -> str:
    values = {
        "count": school.cases,
        "value": write_number(school.value),
        "spread": write_number(school.deviation),
    }
    if school.deviation is None:
        return _("The school: %(value)s in %(count)s cases.") % values
    return _("The school: %(value)s in %(count)s cases, with a standard deviation of %(spread)s.") % values


def write_number(number: float | None) -> str:
    return NOTHING if number is None else number_format(round(number, 1), decimal_pos=1)


def render_person(person: User) -> Cell:
    return render_link(reverse("admin:accounts_user_file", args=[person.pk]), person)


def export_standards(manager: User, filters: dict[str, Any]) -> tuple[Sequence[str], Iterable[OutputRow]]:
    return HEADER, iterate_output_rows(build_report(manager, filters))


STANDARDS = Report(
    "standards",
    gettext_lazy("Standardisation of instructors"),
    StandardsFilterForm,
    show_standards,
    export_standards,
    {"from": "first_day", "to": "last_day"},
)
