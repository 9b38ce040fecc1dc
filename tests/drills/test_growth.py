"""What a long run counts as growth."""

import pytest

from tests.drills.soak import MEBIBYTE, SAMPLES, Sample, find_growth

pytestmark = pytest.mark.any_database

WORKER, OTHER = 11, 12


def build_samples(memory: list[int], connections: list[int]) -> list[Sample]:
    """One worker has so many MiB in each sample, the other has always the same."""
    return [
        Sample(0.0, {WORKER: used * MEBIBYTE, OTHER: 100 * MEBIBYTE}, {}, opened, 0, 0, 0)
        for used, opened in zip(memory, connections, strict=True)
    ]


def test_a_process_that_warms_up_and_stays_there_has_not_grown() -> None:
    assert find_growth(build_samples([60, 90, 110, *[115] * (SAMPLES - 3)], [2, 6, 9, *[9] * (SAMPLES - 3)])) == []


def test_a_process_that_goes_on_growing_has_grown() -> None:
    samples = build_samples([60, 90, 100, *range(110, 110 + 10 * (SAMPLES - 3), 10)], [9] * SAMPLES)

    assert find_growth(samples) == [f"worker {WORKER} grew from 100 MiB"]


def test_connections_that_are_not_given_back_have_grown() -> None:
    samples = build_samples([100] * SAMPLES, [8, 9, 9, *range(10, 10 + SAMPLES - 3)])

    assert find_growth(samples) == ["connections grew from 9 to 16"]


def test_a_process_that_was_replaced_is_not_compared_with_the_one_before() -> None:
    samples = build_samples([100] * SAMPLES, [9] * SAMPLES)
    replaced = Sample(0.0, {OTHER: 100 * MEBIBYTE, 13: 300 * MEBIBYTE}, {}, 9, 0, 0, 0)

    assert find_growth([*samples[:-1], replaced]) == []
