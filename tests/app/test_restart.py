"""A student loses a gate exam, starts its lesson again and passes; a manager finds both cycles (ADR 32)."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from demo.scenarios.night_rating import GRANT_REASON
from tests.app.checks import check_screen
from tests.app.disturbances import cut_network
from tests.app.exam_class import TRAINING, ExamClass, answer, finish
from tests.app.test_students_day import study
from tests.app.windows import DESK, Windows, wait_until_settled
from tests.browser import serving
from tests.browser.manager import Manager

STUDENT = "lukas.gruber"
LESSON = "Night vision and illusions"
GATE = "Night vision: check"
QUESTIONS = 2


@pytest.fixture
def exam_class(windows: Windows, school: serving.TestInstallation) -> ExamClass:
    return ExamClass(windows, school)


def test_a_failed_gate_is_started_again_and_passed_and_the_file_shows_both_cycles(
    open_app: Any, exam_class: ExamClass, windows: Windows
) -> None:
    enrollment = exam_class.ids["enrollments"][STUDENT]
    page = open_app(STUDENT, path=f"/app/trainings/trainings/view/{enrollment}")
    page.get_by_role("link", name=LESSON).first.click()
    study(page, LESSON)
    page.get_by_role("link", name=f"Next: exam: {GATE}").click()
    for attempts_left in (2, 1):
        sit(page, exam_class, attempts_left, is_right=False)
        page.get_by_role("link", name="To the next attempt").click()

    expect(page.get_by_text("There are no attempts left.")).to_be_visible()
    start_again(page)
    study(page, LESSON)
    page.get_by_role("link", name=f"Next: exam: {GATE}").click()
    expect(page.get_by_text("before you started again")).to_have_count(2)
    sit(page, exam_class, 2, is_right=True)
    page.get_by_role("link", name="Back to the lesson").click()
    expect(page.get_by_role("heading", name=LESSON, level=1)).to_be_visible()
    expect(page.get_by_text("Completed", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Start again")).to_have_count(0)

    read_files(windows, exam_class)


def sit(page: Page, exam_class: ExamClass, attempts_left: int, *, is_right: bool) -> None:
    expect(page.get_by_text(re.compile(f"^{attempts_left} attempts? left of 2"))).to_be_visible()
    wait_until_settled(page)
    check_screen(page)
    page.get_by_role("button", name="Start the exam").click()
    expect(page.get_by_role("heading", name=f"Question 1 of {QUESTIONS}")).to_be_visible()
    pairs = exam_class.read_answers(page.url.rpartition("/")[2])
    answer(page, [right if is_right else wrong for right, wrong in pairs], total=QUESTIONS)
    expect(page.locator(".exam-saving")).to_have_text(f"{QUESTIONS} of {QUESTIONS} saved")
    finish(page, "Passed" if is_right else "Not passed")


def start_again(page: Page) -> None:
    """Without a connection nothing happens; with one, two quick taps start the lesson again once."""
    check_screen(page)
    page.get_by_role("button", name="Start again").click()
    dialog = page.get_by_role("dialog")
    confirm = dialog.get_by_role("button", name="Start again")
    check_screen(page)
    with cut_network(page):
        confirm.click()
        expect(dialog.get_by_role("alert")).to_be_visible()
    confirm.dblclick()
    expect(page.get_by_role("heading", name=LESSON, level=1)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def read_files(windows: Windows, exam_class: ExamClass) -> None:
    """The student's file in the admin: both cycles; and in another one a granted attempt with its reason."""
    page = windows.open(size=DESK)
    Manager(page).enters("manager@demo.example", "demo-flight-1")
    page.goto(f"/admin/trainings/enrollment/{exam_class.ids['enrollments'][STUDENT]}/file/")
    text = page.locator("main").inner_text()
    assert TRAINING in text
    assert text.count("before the lesson was started again") == 2
    assert "lesson started again" in text
    page.goto(f"/admin/trainings/enrollment/{exam_class.ids['enrollments']['katarina.horvat']}/file/")
    expect(page.locator("main")).to_contain_text(GRANT_REASON)
