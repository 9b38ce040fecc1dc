"""What `make bench` makes of what it has measured."""

from pathlib import Path

import pytest

from tests.bench.measuring import Result, Round, Sample
from tests.bench.screens import Screen
from tests.bench.table import BEGIN, END, format_table, write_page

pytestmark = pytest.mark.any_database

FLOOR = Sample(p50=2.0, p99=4.0, rate=400.0, cpu=1.0)


def build_result(*downwind: Sample) -> Result:
    return Result(Screen("users/view", "one", "/users/view.json"), [Round(sample, FLOOR) for sample in downwind])


def test_a_ratio_says_how_many_times_more_downwind_needs() -> None:
    result = build_result(Sample(p50=6.0, p99=20.0, rate=100.0, cpu=7.0))

    assert [result.get_ratio(figure) for figure in ("p50", "p99", "rate", "cpu")] == [3.0, 5.0, 4.0, 7.0]


def test_a_round_that_something_else_disturbed_does_not_count() -> None:
    usual = Sample(p50=6.0, p99=20.0, rate=100.0, cpu=7.0)
    disturbed = Sample(p50=600.0, p99=900.0, rate=1.0, cpu=70.0)

    assert build_result(usual, disturbed, usual).get_ratio("p50") == 3.0


def test_the_table_begins_with_the_ratios() -> None:
    row = format_table([build_result(Sample(p50=6.0, p99=20.0, rate=100.0, cpu=7.0))]).splitlines()[-1]

    assert row == (
        "| users/view | **3.0** | **5.0** | **4.0** | **7.0** | 6.00 / 2.00 | 20.00 / 4.00 | 100 / 400 | 7.00 / 1.00 |"
    )


def test_writing_the_figures_leaves_the_words_of_the_page(tmp_path: Path) -> None:
    page = tmp_path / "benchmark.md"
    page.write_text(f"Before.\n\n{BEGIN}\n\nold\n\n{END}\n\nAfter.\n", encoding="utf-8")

    write_page("new\n", page)

    assert page.read_text(encoding="utf-8") == f"Before.\n\n{BEGIN}\n\nnew\n\n{END}\n\nAfter.\n"
