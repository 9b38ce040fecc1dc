"""Bar charts for the tables of the dashboard, in the format of Chart.js, which unfold includes."""

import json
from dataclasses import dataclass
from typing import Any

from django_stubs_ext import StrOrPromise

from office.dashboard.reads import FigureRow

MAX_LABEL_LENGTH = 22  # fits on a phone
GREY = "#808896"  # readable in the light and in the dark theme


@dataclass(frozen=True)
class Series:
    """The bars of one colour: their name in the legend, and the column of the table they show."""

    name: StrOrPromise
    column: int
    color: str


def build_bars(rows: list[FigureRow], series: tuple[Series, ...], highest: int | None = None) -> dict[str, Any]:
    """Horizontal bars, one for each row, the series stacked; `highest` fixes the end of the scale."""
    return {
        "data": json.dumps(
            {"labels": [shorten_label(row.name) for row in rows], "datasets": build_datasets(rows, series)}
        ),
        "options": json.dumps(build_options(legend=len(series) > 1, highest=highest)),
        "height": 48 + 32 * len(rows),
    }


def shorten_label(name: str) -> str:
    return name if len(name) <= MAX_LABEL_LENGTH else name[: MAX_LABEL_LENGTH - 1] + "…"


def build_datasets(rows: list[FigureRow], series: tuple[Series, ...]) -> list[dict[str, Any]]:
    return [
        {
            "label": str(part.name),
            "data": [row.figures[part.column].value for row in rows],
            "backgroundColor": part.color,
            "maxBarThickness": 14,
            "borderRadius": 4,
        }
        for part in series
    ]


def build_options(*, legend: bool, highest: int | None) -> dict[str, Any]:
    ticks = {"color": GREY, "precision": 0}
    return {
        "indexAxis": "y",
        "animation": False,
        "responsive": True,
        "maintainAspectRatio": False,
        "plugins": {"legend": {"display": legend, "align": "end", "labels": {"color": GREY, "boxWidth": 10}}},
        "scales": {
            "x": {"stacked": True, "beginAtZero": True, "max": highest, "ticks": ticks, "grid": {"tickWidth": 0}},
            "y": {"stacked": True, "ticks": ticks, "grid": {"display": False}},
        },
    }
