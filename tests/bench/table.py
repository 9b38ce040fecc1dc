"""The figures as a table in Markdown: ratios first."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.measuring import Result
from tests.bench.school import Facts
from tests.demo_server import ROOT

PAGE = ROOT / "docs" / "benchmark.md"
BEGIN, END = "<!-- figures: `make bench` with --write -->", "<!-- end of figures -->"
FIGURES = ("p50", "p99", "rate", "cpu")
HEADINGS = (
    "screen",
    *("p50 ×", "p99 ×", "requests/s ×", "processor ×"),
    *("p50 ms", "p99 ms", "requests/s", "processor ms"),
)


def format_table(results: Iterable[Result]) -> str:
    lines = [HEADINGS, ("---", *["---:"] * (len(HEADINGS) - 1)), *(format_row(result) for result in results)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def format_row(result: Result) -> tuple[str, ...]:
    ratios = (f"**{result.get_ratio(figure):.1f}**" for figure in FIGURES)
    return (result.screen.name, *ratios, *(format_pair(result, figure) for figure in FIGURES))


def format_pair(result: Result, figure: str) -> str:
    """Downwind's figure and the floor's."""
    digits = 0 if figure == "rate" else 2
    return " / ".join(f"{value:.{digits}f}" for value in result.get_medians(figure))


def format_conditions(facts: Facts, rounds: int, seconds: float, encoder: str) -> str:
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {facts.enrollments:,} enrollments, {rounds} rounds of {seconds:g} s, "
        f"a machine with {os.cpu_count()} cores and a load of {os.getloadavg()[2]:.1f} in the last quarter of an hour, "
        f"JSON of the floor by {encoder}.\n"
    )


def write_page(text: str, page: Path = PAGE) -> None:
    """Replaces the figures in the page, and leaves what is around them."""
    page.write_text("\n".join(replace_figures(page.read_text(encoding="utf-8"), text)), encoding="utf-8")


def replace_figures(page: str, text: str) -> Iterator[str]:
    before, _, rest = page.partition(BEGIN)
    yield before + BEGIN
    yield ""
    yield text.rstrip()
    yield ""
    yield END + rest.partition(END)[2]
