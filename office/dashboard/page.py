"""The dashboard: the front page of the managers' admin."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.replica.reading import read_from_replica
from office.base.managers import get_manager
from office.dashboard import reads
from office.dashboard.card import Card
from office.dashboard.charts import Series, build_bars
from office.dashboard.first_steps import list_first_steps
from office.dashboard.tiles import list_tiles
from office.people.second_factor.notice import find_notice

PRIMARY = "var(--color-primary-500)"
PALE = "var(--color-primary-300)"
RED = "#d9534f"
AMBER = "#d08b1d"

STATES = (Series(gettext_lazy("Under way"), 0, PRIMARY), Series(gettext_lazy("Finished"), 1, PALE))


@dataclass(frozen=True)
class Panel:
    """A table and a bar chart of it. The table has all figures of the chart, for screen readers."""

    title: str
    columns: tuple[str, ...]
    rows: list[reads.FigureRow]
    series: tuple[Series, ...]
    when_empty: str
    highest: int | None = None

    def build_chart(self) -> dict[str, Any]:
        return build_bars(self.rows, self.series, self.highest)


def add_dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the front page with the figures of the school; unfold calls it (config/unfold.py)."""
    manager, now = get_manager(request), timezone.now()
    figures = read_from_replica(lambda: build_figures(manager, now), by=manager.pk)
    return context | figures | {"factor_notice": find_notice(manager)}


def build_figures(manager: User, now: datetime) -> dict[str, Any]:
    return {
        "cards": build_cards(manager, now),
        "tiles": list_tiles(manager, now),
        "panels": build_panels(manager),
        "steps": list_first_steps(manager),
    }


def build_cards(manager: User, now: datetime) -> list[Card]:
    """The figures at the top. That of mails is shown only if some were given up: it is nothing to look at every day."""
    mails = Card(_("Mails given up"), "mail", reads.count_mails_given_up(manager, now), is_urgent=True)
    return [
        Card(_("Enrollments under way"), "school", reads.count_under_way(manager)),
        Card(_("Classes this week"), "event", reads.count_classes_this_week(manager, now)),
        Card(
            _("Classes without attendance"), "fact_check", reads.count_unrecorded_classes(manager, now), is_urgent=True
        ),
        Card(_("Classes not signed"), "draw", reads.count_unsigned_classes(manager, now), is_urgent=True),
        Card(_("Debriefings not signed"), "flight_land", reads.count_unsigned_debriefings(manager), is_urgent=True),
        Card(_("Enrollments overdue"), "hourglass_bottom", reads.count_overdue(manager, now), is_urgent=True),
        *([mails] if mails.needs_attention else []),
    ]


def build_panels(manager: User) -> list[Panel]:
    rate = _("Passed, %")  # xgettext:no-python-format
    return [
        Panel(
            _("Students per training"),
            (_("Training"), _("Under way"), _("Finished")),
            reads.list_enrollments_per_training(manager),
            STATES,
            _("Nobody is enrolled yet."),
        ),
        Panel(
            _("Students per flight phase"),
            (_("Phase"), _("Under way"), _("Finished")),
            reads.list_enrollments_per_phase(manager),
            STATES,
            _("No enrollment has a flight phase yet."),
        ),
        Panel(
            _("Weakest exams"),
            (_("Exam"), rate, _("Failed"), _("Passed")),
            reads.list_weakest_exams(manager),
            (Series(rate, 0, RED),),
            _("No exam with at least %(count)s graded attempts has been failed.") % {"count": reads.MIN_ATTEMPTS},
            highest=100,
        ),
        Panel(
            _("Most repeated missions"),
            (_("Mission"), _("Repeats"), _("Flights"), _("Students")),
            reads.list_most_repeated_missions(manager),
            (Series(_("Repeats"), 0, AMBER),),
            _("No mission has been flown twice by the same student."),
        ),
    ]
