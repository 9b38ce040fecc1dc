"""What an exam day counts as a violation, and where the knee is."""

import pytest

from tests.exam_day.__main__ import Step
from tests.exam_day.checks import is_graded_right
from tests.exam_day.tally import Report, Sitting, Tally

pytestmark = pytest.mark.any_database


def build_step(tally: Tally, *, lost: int = 0, wrong_grades: int = 0) -> Step:
    """One student who has finished."""
    report = Report([Sitting("e", "a", score=50.0, passed=False)], {"answer": tally}, seconds=10.0)
    return Step(1, "exam", report, lost, wrong_grades)


def count(status: int, retry_after: float | None = None) -> Tally:
    tally = Tally()
    tally.count(status, 0.2, retry_after=retry_after, text="busy")
    return tally


def test_who_is_told_when_to_come_back_is_past_the_knee_and_no_violation() -> None:
    step = build_step(count(503, 2.0))

    assert step.list_violations() == []
    assert step.is_past_the_knee


@pytest.mark.parametrize(("refused", "is_past"), [(1, False), (2, True)])
def test_one_refusal_in_a_hundred_is_that_of_a_class_that_came_at_the_same_moment(refused: int, is_past: bool) -> None:
    assert build_step(Tally(seconds=[0.1] * (100 - refused), refused=refused)).is_past_the_knee is is_past


@pytest.mark.parametrize("tally", [count(500), count(503), count(409), Tally(timeouts=1), Tally(errors=["reset"])])
def test_whatever_else_a_client_is_told_is_one(tally: Tally) -> None:
    step = build_step(tally)

    assert len(step.list_violations()) == 1
    assert not step.is_past_the_knee


def test_a_lost_answer_and_a_wrong_grade_are_violations() -> None:
    assert build_step(count(200), lost=2, wrong_grades=1).list_violations() == ["2 lost", "1 wrong grades"]


@pytest.mark.parametrize(
    ("row", "is_right"),
    [
        ((50, False, 75, 20, 40), True),
        ((75, True, 75, 30, 40), False),  # another score than the student was told
        ((50, False, 75, 21, 40), False),  # the answers earn more
        ((50, True, 75, 20, 40), False),
        (None, False),
    ],
)
def test_a_grade_is_right_if_the_answers_earn_it_and_the_student_was_told_it(
    row: tuple[int, ...], is_right: bool
) -> None:
    assert is_graded_right(Sitting("e", "a", score=50.0, passed=False), row) is is_right
