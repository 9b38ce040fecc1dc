"""The students list: enrollments with how far they are (trainings/endpoints/students)."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.models import User
from accounts.querysets import MAX_MATCH_LENGTH
from core import clock
from core.dates.writing import format_day
from core.tables.writing import OutputRow
from office.base.tables.drawing import Cell, Table, render_link
from office.enrollment_acts.states import describe_state
from office.reports.filters import FilterForm
from office.reports.frame import Report, Shown
from office.student_file.training_tables import describe_progress
from trainings.endpoints.students import filters as students_filters
from trainings.endpoints.students import spreadsheet
from trainings.endpoints.students.reads import LastFlight, StudentRow, list_students, read_page
from trainings.models import Enrollment
from trainings.querysets import EnrollmentQuerySet

STUDENTS_A_PAGE = 50
STATES = [
    ("", gettext_lazy("All states")),
    (Enrollment.State.ONGOING, gettext_lazy("Ongoing")),
    (Enrollment.State.PAUSED, gettext_lazy("Paused")),
    (Enrollment.State.WITHDRAWN, gettext_lazy("Withdrawn")),
    (Enrollment.State.FINISHED, gettext_lazy("Finished")),
]

# What the list can be sorted by, each with its columns; a row without the day comes last.
ORDERS: dict[str, tuple[StrOrPromise, tuple[str, ...]]] = {
    "training": (gettext_lazy("Training"), ("training__name",)),
    "supervisor": (gettext_lazy("Supervisor"), ("supervisor__surname", "supervisor__name")),
    "enrolled": (gettext_lazy("Enrolled"), ("created_at",)),
    "finish_before": (gettext_lazy("Finish before"), ("finish_before_at",)),
    "finished": (gettext_lazy("Finished"), ("finished_at",)),
    "valid_until": (gettext_lazy("Valid until"), ("valid_until_on",)),
}


class StudentsFilterForm(FilterForm):
    order = forms.ChoiceField(
        choices=[("", gettext_lazy("Student")), *((name, label) for name, (label, _columns) in ORDERS.items())],
        required=False,
        label=gettext_lazy("Sort by"),
        widget=UnfoldAdminSelectWidget(),
    )
    state = forms.ChoiceField(
        choices=STATES, required=False, label=gettext_lazy("State"), widget=UnfoldAdminSelectWidget()
    )
    name = forms.CharField(
        required=False,
        max_length=MAX_MATCH_LENGTH,
        label=gettext_lazy("Name or email"),
        widget=UnfoldAdminTextInputWidget(),
    )
    field_order = ("name", "training", "group", "state", "first_day", "last_day", "order")

    def __init__(self, by: User, data: Any) -> None:
        super().__init__(by, data)
        self.fields["first_day"].label = gettext_lazy("Enrolled from")
        self.fields["last_day"].label = gettext_lazy("Enrolled to")


def list_rows(manager: User, filters: dict[str, Any]) -> EnrollmentQuerySet:
    """By the filters of the API, and by the day of enrolling; in the order that was chosen."""
    training, group, school = filters["training"], filters["group"], manager.company
    chosen = {
        "training": str(training.pk) if training else "",
        "pilot_group": str(group.pk) if group else "",
        "state": filters["state"],
        "username": filters["name"],
    }
    rows = students_filters.filter_rows(list_students(manager), {name: text for name, text in chosen.items() if text})
    if filters["first_day"]:
        rows = rows.filter(created_at__gte=school.get_day_start(filters["first_day"]))
    if filters["last_day"]:
        rows = rows.filter(created_at__lt=school.get_day_end(filters["last_day"]))
    return sort_rows(rows, filters["order"])


def sort_rows(rows: EnrollmentQuerySet, order: str) -> EnrollmentQuerySet:
    """By one of `ORDERS` first, then as the list of the API is, which is the order for ""."""
    if not order:
        return rows
    _label, columns = ORDERS[order]
    return rows.order_by(*(F(column).asc(nulls_last=True) for column in columns), *rows.query.order_by)


def show_students(manager: User, filters: dict[str, Any], number: str) -> Shown:
    page = Paginator(list_rows(manager, filters).only("pk"), STUDENTS_A_PAGE).get_page(number)
    count = page.paginator.count
    table = Table(
        caption=_("Students"),
        headings=(
            *(_("Student"), _("Training"), _("State"), _("Supervisor"), _("Enrolled"), _("Finish before")),
            *(_("Finished"), _("Valid until"), _("Ground school"), _("Flights"), _("Classes attended")),
            _("Last flight"),
        ),
        rows=[build_row(row) for row in read_page(list(page), clock.now())],
        empty=_("No enrollment matches the filters."),
        note=ngettext("%(count)s enrollment.", "%(count)s enrollments.", count) % {"count": count},
    )
    return Shown([table], page)


def build_row(row: StudentRow) -> list[Cell]:
    enrollment, training, school = row.enrollment, row.enrollment.training, row.enrollment.company
    classes = row.attendance
    return [
        render_link(reverse("admin:trainings_enrollment_file", args=[enrollment.pk]), enrollment.user),
        training.name,
        describe_state(enrollment),
        str(enrollment.supervisor or "—"),
        format_day(school.local_date(enrollment.created_at)),
        format_day(school.local_date(enrollment.finish_before_at)) if enrollment.finish_before_at else "—",
        format_day(school.local_date(enrollment.finished_at)) if enrollment.finished_at else "—",
        format_day(enrollment.valid_until_on) if enrollment.valid_until_on else "—",
        describe_progress(row.ground_school) if training.has_theory else "—",
        describe_progress(row.flight) if training.has_flights else "—",
        _("%(done)s of %(total)s") % {"done": classes.taken, "total": classes.given} if classes.given else "—",
        describe_last_flight(row.last_flight),
    ]


def describe_last_flight(flight: LastFlight | None) -> str:
    return f"{format_day(flight.date)}, {flight.name}" if flight else "—"


def export_students(manager: User, filters: dict[str, Any]) -> tuple[Sequence[str], Iterable[OutputRow]]:
    return spreadsheet.HEADER, spreadsheet.build_table(list_rows(manager, filters), clock.now())


STUDENTS = Report("students", gettext_lazy("Students list"), StudentsFilterForm, show_students, export_students)
