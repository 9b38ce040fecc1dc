"""The teaching report: who taught what, added up (trainings/endpoints/teaching_report)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core import clock
from core.dates.writing import format_duration
from core.tables.writing import OutputRow
from office.base.tables.drawing import Cell, Table, render_link
from office.reports.filters import FilterForm
from office.reports.frame import Report, Shown
from trainings.endpoints.teaching_report import spreadsheet
from trainings.endpoints.teaching_report.reads import (
    TaughtSubjectRow,
    TeacherRow,
    TeachingReport,
    TeachingTotals,
    build_teaching_report,
)


class TeachingFilterForm(FilterForm):
    """From the first day of this month to today, unless the manager says otherwise."""

    def __init__(self, by: User, data: Any) -> None:
        super().__init__(by, data)
        self.fields["first_day"].required = self.fields["last_day"].required = True

    def build_defaults(self, by: User) -> dict[str, Any]:
        today = by.company.local_date(clock.now())
        return {"first_day": today.replace(day=1), "last_day": today}


def build_report(manager: User, filters: dict[str, Any]) -> TeachingReport:
    training, group = filters["training"], filters["group"]
    return build_teaching_report(
        manager=manager,
        training_id=training and training.pk,
        group_id=group and group.pk,
        first_day=filters["first_day"],
        last_day=filters["last_day"],
        now=clock.now(),
    )


def show_teaching(manager: User, filters: dict[str, Any], page: str) -> Shown:
    report = build_report(manager, filters)
    table = Table(
        caption=_("Classes taught"),
        headings=(_("Teacher"), _("Subject"), _("Classes"), _("Time"), _("Signed"), _("Students")),
        rows=[*(row for teacher in report.teachers for row in build_rows(teacher)), build_total_row(report.totals)],
        note=_("Classes that have begun. A student of two subjects of one teacher counts once."),
    )
    return Shown([table])


def build_rows(row: TeacherRow) -> Iterable[list[Cell]]:
    link = render_link(reverse("admin:accounts_user_file", args=[row.teacher.pk]), row.teacher)
    yield [link, _("All subjects"), *build_numbers(row.taught), row.students]
    for subject in row.subjects:
        yield build_subject_row(row, subject)


def build_subject_row(row: TeacherRow, subject: TaughtSubjectRow) -> list[Cell]:
    return [str(row.teacher), subject.name, *build_numbers(subject.taught), ""]


def build_total_row(totals: TeachingTotals) -> list[Cell]:
    return [_("All teachers"), "", *build_numbers(totals), ""]


def build_numbers(taught: TeachingTotals) -> list[Cell]:
    return [taught.classes, format_duration(taught.minutes * 60), taught.signed]


def export_teaching(manager: User, filters: dict[str, Any]) -> tuple[Sequence[str], Iterable[OutputRow]]:
    return spreadsheet.HEADER, spreadsheet.build_table(build_report(manager, filters))


TEACHING = Report(
    "teaching_report",
    gettext_lazy("Teaching report"),
    TeachingFilterForm,
    show_teaching,
    export_teaching,
    {"from": "first_day", "to": "last_day"},
)
