"""The report of records that are due for deletion: whose, since when, what hangs on each, and what keeps it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.models import User
from core import clock
from core.dates.writing import format_day
from core.tables.writing import OutputRow
from office.base.tables.drawing import Cell, Table, join_parts, render_link
from office.reports.filters import FilterForm
from office.reports.frame import Report, Shown
from retention.clock import get_due_day, get_end_day
from retention.deleting.obstacles import explain_hold
from retention.querysets import due_for_deletion
from retention.reads import Holds, count_rows, read_holds
from trainings.models import Enrollment
from trainings.querysets import UNFINISHED, EnrollmentQuerySet

RECORDS_A_PAGE = 50
HEADER = ("Student", "Email", "Training", "Ended", "Due since", "Legal hold")


class DueFilterForm(FilterForm):
    """The days are those of the end of the training."""

    held = forms.ChoiceField(
        choices=[
            ("", gettext_lazy("All that are due")),
            ("no", gettext_lazy("Without a legal hold")),
            ("yes", gettext_lazy("With a legal hold")),
        ],
        required=False,
        label=gettext_lazy("Legal hold"),
        widget=UnfoldAdminSelectWidget(),
    )
    field_order = ("training", "group", "held")

    def __init__(self, by: User, data: Any) -> None:
        super().__init__(by, data)
        del self.fields["first_day"], self.fields["last_day"]


def list_due(manager: User, filters: dict[str, Any]) -> EnrollmentQuerySet:
    rows: Any = due_for_deletion(manager.company, clock.now())  # with `is_held`
    if filters["training"]:
        rows = rows.filter(training=filters["training"])
    if filters["group"]:
        rows = rows.filter(user__pilot_groups=filters["group"])
    chosen: EnrollmentQuerySet = rows.filter(is_held=filters["held"] == "yes") if filters["held"] else rows
    return chosen


def show_due(manager: User, filters: dict[str, Any], number: str) -> Shown:
    page = Paginator(list_due(manager, filters), RECORDS_A_PAGE).get_page(number)
    rows, holds = list(page), read_holds(manager.company)
    counts = count_rows([row.pk for row in rows])
    table = Table(
        caption=_("Records due for deletion"),
        headings=(*(_("Student"), _("Training"), _("Ended"), _("Due since"), _("What hangs on it"), _("Legal hold")),),
        rows=[[*build_head(row), describe_counts(counts[row.pk]), describe_hold(row, holds)] for row in rows],
        empty=_("No record is due for deletion."),
        note=build_note(manager, page.paginator.count),
    )
    return Shown([table], page)


def build_head(row: Enrollment) -> list[Cell]:
    ended_on, due_on = get_end_day(row), get_due_day(row)
    return [
        render_link(reverse("admin:trainings_enrollment_file", args=[row.pk]), row.user),
        row.training.name,
        format_day(ended_on) if ended_on else "—",
        format_day(due_on) if due_on else "—",
    ]


def describe_counts(counts: dict[str, int]) -> Cell:
    """`12 lessons, 3 classes, 1 certificate`"""
    texts = {
        "studies": ngettext("%(count)s lesson studied", "%(count)s lessons studied", counts.get("studies", 0)),
        "attempts": ngettext("%(count)s attempt", "%(count)s attempts", counts.get("attempts", 0)),
        "attendances": ngettext("%(count)s class", "%(count)s classes", counts.get("attendances", 0)),
        "flights": ngettext("%(count)s flight", "%(count)s flights", counts.get("flights", 0)),
        "credits": ngettext("%(count)s credit", "%(count)s credits", counts.get("credits", 0)),
        "certificates": ngettext("%(count)s certificate", "%(count)s certificates", counts.get("certificates", 0)),
    }
    parts = [text % {"count": counts[name]} for name, text in texts.items() if counts.get(name)]
    return join_parts(parts) if parts else "—"


def describe_hold(row: Enrollment, holds: Holds) -> Cell:
    hold = holds.find(row)
    if hold is None:
        return "—"
    return render_link(reverse("admin:retention_legalhold_change", args=[hold.pk]), explain_hold(hold))


def build_note(manager: User, count: int) -> SafeString:
    """The rules, and the way to the page on which due records are deleted."""
    link = render_link(reverse("admin:retention_legalhold_delete_due"), _("Delete due records…"))
    return format_html("{} {}", describe_rules(manager, count), link if count else "")


def describe_rules(manager: User, count: int) -> str:
    """How many there are, by which rule, and of how many nothing is ever due."""
    company = manager.company
    going_on = Enrollment.objects.filter(UNFINISHED, company=company).count()
    values = {"years": company.years_of_retention, "paragraph": company.rules.retention_paragraph, "count": going_on}
    parts = [
        ngettext("%(count)s record is due.", "%(count)s records are due.", count) % {"count": count},
        _("Records are kept for %(years)s years after the end of the training (%(paragraph)s).") % values,
        ngettext(
            "%(count)s enrollment has not ended, so nothing of it is due.",
            "%(count)s enrollments have not ended, so nothing of them is due.",
            going_on,
        )
        % values,
        _("Nothing is deleted by itself."),
    ]
    return " ".join(parts)


def export_due(manager: User, filters: dict[str, Any]) -> tuple[Sequence[str], Iterable[OutputRow]]:
    holds = read_holds(manager.company)
    return HEADER, (build_export_row(row, holds) for row in list_due(manager, filters))


def build_export_row(row: Enrollment, holds: Holds) -> OutputRow:
    hold = holds.find(row)
    days = (get_end_day(row), get_due_day(row))
    return [str(row.user), row.user.email, row.training.name, *days, hold.reason if hold else None]


DUE = Report("due", gettext_lazy("Records due for deletion"), DueFilterForm, show_due, export_due)
