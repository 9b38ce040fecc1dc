"""A class sits a scheduled exam on phones, while its teacher watches, signs and prints (docs/decisions/0031)."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.app.checks import check_screen
from tests.app.disturbances import cut_network
from tests.app.exam_class import (
    EXAM,
    TEACHER,
    WATCHED_WITHIN,
    ExamClass,
    answer,
    choose,
    find_student,
    finish,
    sign,
    start_exam,
)
from tests.app.guard import Guard
from tests.app.windows import Windows, follow, log_in, wait_until_settled
from tests.browser import serving
from tests.pdf_reading import read_pages

SIGNED = "Your class has been signed: this exam can no longer be started."
ON_PAPER = [
    "Demo Flight Academy", "As of", EXAM, "Signed by Thomas Egger", "Lukas Gruber", "Jan Novák", "Katarina Horvat",
    "100", "50", "Not passed", "Absent",
]  # fmt: skip
REFUSAL = "This exam is only available from your scheduled class during its access window."


@pytest.fixture
def exam_class(windows: Windows, school: serving.TestInstallation) -> ExamClass:
    return ExamClass(windows, school)


def format_start(**ago: float) -> str:
    return f"{datetime.now(UTC) - timedelta(**ago):%Y-%m-%d %H:%M:%S}"


def test_a_class_sits_its_exam_while_the_teacher_watches_signs_and_prints(
    open_app: Any, exam_class: ExamClass, guard: Guard
) -> None:
    class_id = exam_class.plan(["lukas.gruber", "jan.novak", "katarina.horvat"], format_start(minutes=1))
    teacher = open_app(TEACHER, path=f"/app/trainings/onsite/class/{class_id}")
    expect(teacher.locator("li.student")).to_have_count(3)

    lukas = sit_without_a_connection(open_app("lukas.gruber"), exam_class)
    expect(find_student(teacher, "Gruber")).to_contain_text("Sitting the exam", timeout=WATCHED_WITHIN)
    check_screen(teacher)
    jan = sit_through_a_lost_session(open_app("jan.novak", path=f"/app/trainings/onsite/class/{class_id}"), exam_class)

    finish(lukas, "Passed")
    expect(find_student(teacher, "Gruber")).to_contain_text("100", timeout=WATCHED_WITHIN)
    expect(find_student(teacher, "Novák")).to_contain_text("Sitting the exam")
    warn_of_those_who_sit(teacher)
    finish(jan, "Not passed")
    expect(find_student(teacher, "Novák")).to_contain_text("50", timeout=WATCHED_WITHIN)
    marks = {"Gruber": (True, True, "100"), "Novák": (True, False, "50"), "Horvat": (None, None, None)}
    assert exam_class.read_marks(class_id) == marks

    teacher.get_by_role("link", name="Sign the class").click()
    expect(teacher.get_by_text("1 student is not marked and will be signed as absent")).to_be_visible()
    check_screen(teacher)
    sign(teacher)
    assert exam_class.read_marks(class_id) == marks | {"Horvat": (False, None, None)}
    print_class(teacher)
    refuse_who_comes_late(open_app("katarina.horvat", path=exam_class.get_start_path("katarina.horvat")))
    assert not [refusal for refusal in guard.refusals if not refusal.endswith("401")]


def sit_without_a_connection(page: Page, exam_class: ExamClass) -> Page:
    """Finds the exam on the first screen; answers while the connection comes and goes."""
    expect(page.locator("section.next")).to_contain_text("Exam of your class, open now")
    expect(page.locator("section.next")).to_contain_text(EXAM)
    wait_until_settled(page)
    check_screen(page)
    page.locator("section.next").get_by_role("link", name="Go to the exam").click()
    attempt = start_exam(page)
    right = [pair[0] for pair in exam_class.read_answers(attempt)]
    with cut_network(page):
        answer(page, right)
        expect(page.locator(".exam-saving")).to_have_text("4 answers wait for the connection")
        check_screen(page)
    expect(page.locator(".exam-saving")).to_have_text("4 of 4 saved")
    return page


def sit_through_a_lost_session(page: Page, exam_class: ExamClass) -> Page:
    """Comes from the class; the login ends in the middle, with an answer that only the phone has."""
    page.get_by_role("link", name="To the exam").click()
    attempt = start_exam(page)
    (first, _), (second, _), (_, third), (_, fourth) = exam_class.read_answers(attempt)
    answer(page, [first])
    expect(page.locator(".exam-saving")).to_have_text("1 of 4 saved")
    exam_class.close_sessions("jan.novak")
    choose(page, second)
    expect(page.locator("input[autocomplete=current-password]")).to_be_visible()
    log_in(page, "jan.novak")

    follow(page, f"/app/trainings/exams/do/{attempt}")
    expect(page.locator(".exam-saving")).to_have_text("2 of 4 saved")
    page.get_by_role("button", name="Next", exact=True).click()
    answer(page, [third, fourth], first=3)
    expect(page.locator(".exam-saving")).to_have_text("4 of 4 saved")
    return page


def warn_of_those_who_sit(teacher: Page) -> None:
    teacher.get_by_role("link", name="Sign the class").click()
    expect(teacher.get_by_text("1 student is still sitting the exam")).to_be_visible()
    expect(teacher.get_by_text("If you sign now, their results will not be in this class.")).to_be_visible()
    check_screen(teacher)
    teacher.get_by_role("link", name="To the class").click()
    wait_until_settled(teacher)


def print_class(teacher: Page) -> None:
    """The sheet of the class: the school, the signature, and the result of everybody, and no button."""
    check_screen(teacher)
    teacher.evaluate("() => { window.print = () => { window.printed = true; }; }")
    teacher.get_by_role("button", name="Print the class").click()
    assert teacher.evaluate("() => window.printed")
    for is_across in (False, True):
        (sheet,) = read_pages(teacher.pdf(format="A4", landscape=is_across))
        assert f"22 Night VFR: {EXAM}" in sheet  # on one line: the sheet is as wide as the paper
        text = re.sub(r"\s+", " ", sheet)
        assert [expected for expected in ON_PAPER if expected not in text] == [], text
        assert re.search("Print the class|Take the signature back|Details|Evaluation", text) is None, text


def refuse_who_comes_late(page: Page) -> None:
    check_refused(page, SIGNED)


def test_each_refusal_is_said_in_words(open_app: Any, exam_class: ExamClass, guard: Guard) -> None:
    """The class of the demo school is still to come; one that nobody is on the roster of; one whose time is over."""
    early = open_app("max.bauer")
    expect(early.locator("main")).to_contain_text("Exam of your class")
    expect(early.locator("main")).to_contain_text("Opens:")
    follow(early, exam_class.get_start_path("max.bauer"))
    check_refused(early, "This exam opens when your class begins.")
    expect(early.get_by_text(re.compile(r"Opens:.* 17:00"))).to_be_visible()

    exam_class.enroll("marie.dubois")
    page = open_app("marie.dubois", path=exam_class.get_start_path("marie.dubois"))
    check_refused(page, "You are not on the roster of a class for this exam. Please ask your school.")
    exam_class.plan(["marie.dubois"], format_start(days=3, minutes=1))
    page.reload()
    check_refused(page, "The time for this exam is over.")
    expect(page.get_by_text("Could be started before:")).to_be_visible()
    exam_class.plan(["marie.dubois"], format_start(days=2, hours=23))
    page.reload()
    expect(page.get_by_role("button", name="Start the exam")).to_be_visible()
    assert guard.refusals == []


def check_refused(page: Page, text: str) -> None:
    expect(page.get_by_text(text)).to_be_visible()
    expect(page.get_by_text(REFUSAL)).to_be_visible()
    expect(page.get_by_role("button", name="Start the exam")).to_have_count(0)
    wait_until_settled(page)
    check_screen(page)


def test_a_class_that_is_signed_before_everybody_has_finished(open_app: Any, exam_class: ExamClass) -> None:
    """The student finishes all the same, and the teacher finds the result beside the class and in a message."""
    exam_class.enroll("noah.fischer")
    class_id = exam_class.plan(["noah.fischer"], format_start(minutes=1))
    student = open_app("noah.fischer", path=exam_class.get_start_path("noah.fischer"))
    attempt = start_exam(student)
    right = [pair[0] for pair in exam_class.read_answers(attempt)]
    answer(student, right)
    teacher = open_app(TEACHER, path=f"/app/trainings/onsite/class/{class_id}/sign")
    expect(teacher.get_by_text("1 student is still sitting the exam")).to_be_visible()
    sign(teacher)

    finish(student, "Passed")

    late = find_student(teacher, "Fischer")
    expect(late).to_contain_text("Not in the record Exam in the app: 100%, Passed", timeout=WATCHED_WITHIN)
    wait_until_settled(teacher)
    check_screen(teacher)
    follow(teacher, "/app/messages")
    expect(teacher.locator("main")).to_contain_text("Not recorded in the class of")
    assert exam_class.read_marks(class_id) == {"Fischer": (False, None, None)}


def test_a_class_that_is_deleted_while_somebody_sits_its_exam(open_app: Any, exam_class: ExamClass) -> None:
    exam_class.enroll("emma.schmid")
    class_id = exam_class.plan(["emma.schmid"], format_start(minutes=1))
    page = open_app("emma.schmid", path=exam_class.get_start_path("emma.schmid"))
    attempt = start_exam(page)
    answers = exam_class.read_answers(attempt)
    answer(page, [pair[0] for pair in answers[:2]])
    exam_class.post("manager", f"/manager/trainings/onsite/delete_class/{class_id}/true.json", {})

    follow(page, "/app/")
    expect(page.locator("section.next")).to_contain_text("Exam under way, time is running")
    page.locator("section.next").get_by_role("link", name="Back to the exam").click()
    go_to_last(page)
    finish(page, "Not passed")
    assert exam_class.windows.read("emma.schmid", "/trainings/exams/scheduled.json")["exams"] == []


def go_to_last(page: Page) -> None:
    page.get_by_role("button", name="Next", exact=True).click()
    expect(page.locator(".exam-saving")).to_have_text("2 of 4 saved")
