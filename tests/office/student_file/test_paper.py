"""The page of an attempt: the frozen paper, the answers given, the right ones, the points."""

import re
from datetime import timedelta
from typing import Any

import pytest

from exams.models import Attempt, Option, Question
from tests.exams.exam_setup import ExamSetup, Student, fill_bank
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World


@pytest.fixture
def setup(world: World) -> ExamSetup:
    return ExamSetup(world)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def read_paper(browser: Browser, attempt_id: Any) -> str:
    page = browser.get(build_address(Attempt, "change", attempt_id))
    assert page.status_code == 200
    return re.sub(r"\s+", " ", page.content.decode())


def test_the_paper_is_shown_as_it_was_sat(world: World, setup: ExamSetup, browser: Browser) -> None:
    attempt = Attempt.objects.get(pk=Student(setup, world.sam, setup.enrollment).sit(right=2))
    before = list(attempt.paper.order_by("order"))
    Question.objects.update(text="Rewritten since")
    Option.objects.update(text="Rewritten since")

    text = read_paper(browser, attempt.pk)

    assert "2 of 3 points; 3 of 3 questions answered." in text
    assert text.count("Answered right: 1 point") == 2
    assert text.count("Answered wrong: 0 points") == 1
    assert "Rewritten since" not in text
    places = [text.index(f"{question.order}. {question.text}") for question in before]
    assert places == sorted(places)
    for question, place in zip(before, places, strict=True):
        shown = text[place:]
        spots = [shown.index(option["text"]) for option in question.options]
        assert spots == sorted(spots)
        chosen = next(option for option in question.options if option["id"] == str(question.chosen_option_id))
        right = next(option for option in question.options if option["is_correct"])
        after = shown[shown.index(chosen["text"]) :]
        assert after.index("answer given") < after.index("</li>")
        after = shown[shown.index(right["text"]) :]
        assert after.index("right answer") < after.index("</li>")


def test_an_open_attempt_has_no_paper_here_and_one_whose_time_ran_out_is_graded(
    world: World, setup: ExamSetup, browser: Browser, frozen_clock: Any
) -> None:
    id = Student(setup, world.sam, setup.enrollment).start_and_get_id()
    assert "This attempt is not finished yet." in read_paper(browser, id)

    frozen_clock.shift(timedelta(hours=1))

    assert "0 of 3 points; 0 of 3 questions answered." in read_paper(browser, id)
    assert read_paper(browser, id).count("Not answered: 0 points") == 3
    assert Attempt.objects.get(pk=id).is_passed is False


def test_a_manager_does_not_get_the_answers_of_the_own_exam(world: World, setup: ExamSetup, browser: Browser) -> None:
    own = Student(setup, world.maria, setup.enroll_user(world.maria))
    sams = Student(setup, world.sam, setup.enrollment).sit(right=3)
    mine = own.sit(right=1)

    text = read_paper(browser, mine)

    assert "3 of 3 questions answered. You may not see which answers are right." in text
    assert "right answer" not in text
    assert "Answered" not in text
    assert "right answer" in read_paper(browser, sams)
    own.start()
    assert "right answer" not in read_paper(browser, sams)


def test_the_page_costs_the_same_for_one_question_and_for_thirty(
    world: World, setup: ExamSetup, browser: Browser, queries_of: Any
) -> None:
    fill_bank(setup.exam, 30)
    costs = []
    for count in (1, 30):
        setup.exam.question_count = count
        setup.exam.save()
        sat = Student(setup, world.sam, setup.enrollment).sit(right=count // 2)
        read_paper(browser, sat)
        costs.append(len(queries_of(lambda sat=sat: read_paper(browser, sat))))
    assert costs[0] == costs[1]
