"""Bars for the tables of the front page, as the Chart.js that comes with unfold takes them."""

import json
from dataclasses import dataclass
from typing import Any

from office.dashboard.reads import FigureRow

MAX_LABEL_LENGTH = 22  # what a phone has room for
GREY = "#808896"  # readable on white and on black


@dataclass(frozen=True)
class Series:
    """One colour of the bars: its name, and which column of the table it draws."""

    name: str
    column: int
    color: str


def build_bars(lines: list[FigureRow], series: tuple[Series, ...], highest: int | None = None) -> dict[str, Any]:
    """Lying bars, one for each line, the series one after the other; `highest` fixes the end of the scale."""
    return {
        "data": json.dumps(
            {"labels": [shorten_label(line.name) for line in lines], "datasets": build_datasets(lines, series)}
        ),
        "options": json.dumps(build_options(legend=len(series) > 1, highest=highest)),
        "height": 48 + 32 * len(lines),
    }


def shorten_label(name: str) -> str:
    return name if len(name) <= MAX_LABEL_LENGTH else name[: MAX_LABEL_LENGTH - 1] + "…"


def build_datasets(lines: list[FigureRow], series: tuple[Series, ...]) -> list[dict[str, Any]]:
    return [
        {
            "label": one.name,
            "data": [line.figures[one.column].value for line in lines],
            "backgroundColor": one.color,
            "maxBarThickness": 14,
            "borderRadius": 4,
        }
        for one in series
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
