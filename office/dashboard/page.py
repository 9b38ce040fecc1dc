"""The dashboard: the front page of the managers' admin."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
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

STATES = (Series("Under way", 0, PRIMARY), Series("Finished", 1, PALE))


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
    return context | {
        "cards": build_cards(manager, now),
        "tiles": list_tiles(manager, now),
        "panels": build_panels(manager),
        "steps": list_first_steps(manager),
        "factor_notice": find_notice(manager),
    }


def build_cards(manager: User, now: datetime) -> list[Card]:
    """The figures at the top. That of mails is shown only if some were given up: it is nothing to look at every day."""
    mails = Card("Mails given up", "mail", reads.count_mails_given_up(manager, now), is_urgent=True)
    return [
        Card("Enrollments under way", "school", reads.count_under_way(manager)),
        Card("Classes this week", "event", reads.count_classes_this_week(manager, now)),
        Card(
            _("Classes without attendance"), "fact_check", reads.count_unrecorded_classes(manager, now), is_urgent=True
        ),
        Card("Classes not signed", "draw", reads.count_unsigned_classes(manager, now), is_urgent=True),
        Card("Debriefings not signed", "flight_land", reads.count_unsigned_debriefings(manager), is_urgent=True),
        Card("Enrollments overdue", "hourglass_bottom", reads.count_overdue(manager, now), is_urgent=True),
        *([mails] if mails.needs_attention else []),
    ]


def build_panels(manager: User) -> list[Panel]:
    return [
        Panel(
            "Students per training",
            ("Training", "Under way", "Finished"),
            reads.list_enrollments_per_training(manager),
            STATES,
            "Nobody is enrolled yet.",
        ),
        Panel(
            "Students per flight phase",
            ("Phase", "Under way", "Finished"),
            reads.list_enrollments_per_phase(manager),
            STATES,
            "No enrollment has a flight phase yet.",
        ),
        Panel(
            "Weakest exams",
            ("Exam", "Passed, %", "Failed", "Passed"),
            reads.list_weakest_exams(manager),
            (Series("Passed, %", 0, RED),),
            f"No exam with at least {reads.MIN_ATTEMPTS} graded attempts has been failed.",
            highest=100,
        ),
        Panel(
            "Most repeated missions",
            ("Mission", "Repeats", "Flights", "Students"),
            reads.list_most_repeated_missions(manager),
            (Series("Repeats", 0, AMBER),),
            "No mission has been flown twice by the same student.",
        ),
    ]
