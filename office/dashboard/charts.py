"""Bars for the tables of the front page, as the Chart.js that comes with unfold takes them."""

import json
from dataclasses import dataclass
from typing import Any

from office.dashboard.reads import Line

LONGEST_LABEL = 22  # what a phone has room for
GREY = "#808896"  # readable on white and on black


@dataclass(frozen=True)
class Series:
    """One colour of the bars: its name, and which column of the table it draws."""

    name: str
    column: int
    color: str


def bars(lines: list[Line], series: tuple[Series, ...], highest: int | None = None) -> dict[str, Any]:
    """Lying bars, one for each line, the series one after the other; `highest` fixes the end of the scale."""
    return {
        "data": json.dumps({"labels": [label(line.name) for line in lines], "datasets": datasets(lines, series)}),
        "options": json.dumps(options(legend=len(series) > 1, highest=highest)),
        "height": 48 + 32 * len(lines),
    }


def label(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"


def datasets(lines: list[Line], series: tuple[Series, ...]) -> list[dict[str, Any]]:
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


def options(*, legend: bool, highest: int | None) -> dict[str, Any]:
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
