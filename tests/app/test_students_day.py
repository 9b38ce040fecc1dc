"""A student's day on a phone: lessons, an exam under bad conditions, a certificate."""

import json
import re
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, expect

from tests.app.checks import check_screen
from tests.app.disturbances import cut_network, kill_page
from tests.app.windows import wait_until_settled
from tests.browser import serving

STUDENT = "anna.huber"  # who has been enrolled in the PPL(A) theory for two days and has not begun
FIRST_LESSON = "Rules of the air"
GATED_LESSON = "Airspace and VFR minima"
EXAM = "Airspace and VFR minima: check"

READ_PAPER = """
import json
from exams.models import Attempt
attempt = Attempt.objects.get(pk="{attempt}")
paper = [
    {{
        "options": [option["id"] for option in row.options],
        "right": next(option["id"] for option in row.options if option["is_correct"]),
        "chosen": row.chosen_option_id and str(row.chosen_option_id),
    }}
    for row in attempt.paper.order_by("order")
]
print(json.dumps({{"status": attempt.status, "score": attempt.score and float(attempt.score), "paper": paper}}))
"""


def read_attempt(school: serving.TestInstallation, attempt: str) -> Any:
    """An attempt as the server has stored it: its status, its score, and what was chosen of each question."""
    printed = school.manage("shell", "--verbosity", "0", "-c", READ_PAPER.format(attempt=attempt))
    return json.loads(printed)


def test_from_the_first_lesson_to_the_result_of_its_exam(open_app: Any, school: serving.TestInstallation) -> None:
    page = open_app(STUDENT)
    start_next_lesson(page)
    study(page, FIRST_LESSON)
    page.get_by_role("link", name=f"Next lesson: {GATED_LESSON}").click()
    study(page, GATED_LESSON)
    start_exam(page)

    attempt = page.url.rpartition("/")[2]
    paper = read_attempt(school, attempt)["paper"]
    page, chosen = answer_under_bad_conditions(page, paper)
    assert read_attempt(school, attempt)["status"] == "open"
    finish(page)

    stored = read_attempt(school, attempt)
    assert [row["chosen"] for row in stored["paper"]] == chosen
    assert (stored["status"], stored["score"]) == ("finished", 100)
    see_that_the_lesson_is_done(page)


def start_next_lesson(page: Page) -> None:
    check_screen(page)
    expect(page.locator("section.next")).to_contain_text(FIRST_LESSON)
    page.get_by_role("link", name="Open the lesson").click()


def study(page: Page, lesson: str) -> None:
    """Goes through all slides of a lesson, each of which shows something, and completes it."""
    expect(page.get_by_role("heading", name=lesson, level=1)).to_be_visible()
    total = read_slide_count(page)
    for number in range(1, total + 1):
        expect(page.locator(".show-position")).to_contain_text(f"{number} of {total}")
        expect(page.frame_locator("iframe.slide-frame").locator("body")).to_have_text(re.compile(r"\w{3}"))
        check_screen(page)
        page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name="You have seen all slides")).to_be_visible()
    check_screen(page)
    page.get_by_role("button", name="Complete the lesson").click()
    expect(page.get_by_text("The lesson is completed.")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)


def read_slide_count(page: Page) -> int:
    place = page.locator(".show-position")
    expect(place).to_contain_text(re.compile(r"1 of \d+"))
    found = re.search(r"1 of (\d+)", place.inner_text())
    assert found is not None
    return int(found[1])


def start_exam(page: Page) -> None:
    page.get_by_role("link", name=f"Next: exam: {EXAM}").click()
    expect(page.get_by_text("3 attempts left of 3")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)
    page.get_by_role("button", name="Start the exam").click()
    expect(page.get_by_role("heading", name="Question 1 of 3")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)


def answer_under_bad_conditions(page: Page, paper: list[dict[str, Any]]) -> tuple[Page, list[str]]:
    """Chooses the right answer of each of three questions, the first two after a wrong one.

    The network is cut twice, and the app is killed while the last answer is only on the phone.
    """
    right = [row["right"] for row in paper]
    first_wrong, second_wrong = (next(pick_wrong(row)) for row in paper[:2])
    choose(page, first_wrong)
    expect_saved(page, "1 of 3 saved")

    with cut_network(page):
        choose(page, right[0])
        expect_saved(page, "1 answer waits for the connection")
        go_to(page, 2)
        choose(page, second_wrong)
        expect_saved(page, "2 answers wait for the connection")
        check_screen(page)
    expect_saved(page, "2 of 3 saved")

    choose(page, right[1])
    expect_saved(page, "2 of 3 saved")
    go_to(page, 3)
    with cut_network(page):
        choose(page, right[2])
        expect_saved(page, "1 answer waits for the connection")
        page = kill_page(page)
        expect(page.get_by_role("heading", name="Question 3 of 3")).to_be_visible()
        expect(find_option(page, right[2])).to_be_checked()
        expect_saved(page, "1 answer waits for the connection")
    expect_saved(page, "3 of 3 saved")
    return page, right


def pick_wrong(row: dict[str, Any]) -> Iterator[str]:
    return (option for option in row["options"] if option != row["right"])


def find_option(page: Page, option: str) -> Any:
    return page.locator(f"input[type=radio][value='{option}']")


def choose(page: Page, option: str) -> None:
    page.locator("label.exam-choice").filter(has=find_option(page, option)).click()
    expect(find_option(page, option)).to_be_checked()


def go_to(page: Page, number: int) -> None:
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.get_by_role("heading", name=f"Question {number} of 3")).to_be_visible()


def expect_saved(page: Page, text: str) -> None:
    expect(page.locator(".exam-saving")).to_have_text(text)


def finish(page: Page) -> None:
    page.get_by_role("button", name="Finish the exam").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Every question is answered, and none is flagged.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Finish now")).to_be_enabled()
    check_screen(page)
    dialog.get_by_role("button", name="Finish now").click()
    expect(page.get_by_role("heading", name="Passed")).to_be_visible()
    expect(page.locator(".exam-score")).to_have_text(re.compile(r"100\s?%"))
    expect(page.get_by_text("3 of 3 answered")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)


def see_that_the_lesson_is_done(page: Page) -> None:
    page.get_by_role("link", name="Back to the lesson").click()
    expect(page.get_by_role("heading", name=GATED_LESSON, level=1)).to_be_visible()
    expect(page.get_by_text("Completed", exact=True)).to_be_visible()


def test_the_certificate_of_a_finished_training(open_app: Any) -> None:
    page = open_app("max.bauer")
    check_screen(page)
    page.get_by_text(re.compile("finished training")).click()  # folded below the one that is under way
    page.get_by_role("link", name="PPL(A) theory").click()
    expect(page.get_by_role("heading", name="PPL(A) theory", level=1)).to_be_visible()
    wait_until_settled(page)
    check_screen(page)

    page.get_by_role("link", name="Show the certificate").click()
    paper = page.locator("article.paper")
    expect(paper).to_contain_text("Max Bauer")
    expect(paper).to_contain_text("PPL(A) theory")
    wait_until_settled(page)
    check_screen(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    page.get_by_role("link", name="Check page").click()
    expect(page).to_have_url(re.compile(r"/certificates/[\w-]+$"))
    expect(page.get_by_text("Max Bauer")).to_be_visible()
