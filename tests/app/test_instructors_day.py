"""An instructor's day on a phone: a class is recorded where there is no signal, signed, corrected and signed again."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, expect

from demo.scenarios.people import PASSWORD
from tests.app.checks import check_screen
from tests.app.disturbances import cut_network
from tests.app.pictures import take_pictures
from tests.app.windows import Windows, wait_until_settled
from tests.browser import serving

INSTRUCTOR = "instructor"
CLASS = "Take-off of class A aeroplanes"  # which began at the last full hour but one
STUDENTS = 9
COLLEAGUE = "petra.lang"
COLLEAGUES_CLASS = "Load and trim sheet"  # of yesterday
ABSENT = ["Stefan Leitner", "Noah Fischer"]
REMARK = "Came in time after all."
REASON = "Stefan was there."

READ_ACTS = """
import json
from records.models import Event
acts = Event.objects.filter(object_id="{class_id}", action__in=["class.signed", "class.unsigned"]).order_by("seq")
print(json.dumps([[act.action, json.loads(act.payload).get("reason")] for act in acts]))
"""


def test_a_class_without_a_connection_until_its_second_signature(
    open_app: Any, windows: Windows, school: serving.TestInstallation
) -> None:
    page = open_app(INSTRUCTOR)
    path = open_class(page)
    with cut_network(page):
        mark_everybody(page)
        assert set(read_marks(windows, path).values()) == {None}
    expect_everything_sent(page)
    expected = dict.fromkeys(read_marks(windows, path), True) | dict.fromkeys(ABSENT, False)
    assert read_marks(windows, path) == expected

    sign(page)
    assert read_class(windows, path)["LessonClass"]["status"] == "closed"
    take_back(page)
    assert read_class(windows, path)["LessonClass"]["status"] == "scheduled"

    correct(page, ABSENT[0])
    assert read_marks(windows, path) == expected | {ABSENT[0]: True}
    assert REMARK in read_remarks(windows, path)
    sign(page)
    signed = read_class(windows, path)["LessonClass"]
    assert signed["status"] == "closed"
    assert "Ingrid Moser" in signed["signature"]
    assert read_marks(windows, path) == expected | {ABSENT[0]: True}
    acts = read_acts(school, signed["id"])
    assert acts == [["class.signed", None], ["class.unsigned", REASON], ["class.signed", None]]


def test_marks_leave_the_device_although_another_screen_is_shown_when_the_connection_is_back(
    open_app: Any, windows: Windows
) -> None:
    page = open_app(COLLEAGUE)
    path = open_colleagues_class(page)
    student, before = next(iter(read_marks(windows, path, COLLEAGUE).items()))
    with page.expect_response("**/trainings/onsite/store_attendance.json"), cut_network(page):
        find_student(page, student).get_by_role("button", name="Absent" if before else "Present").click()
        expect(find_student(page, student).get_by_text("On this device only")).to_be_visible()
        page.goto("/app/trainings/trainings/calendar")
        expect(page.get_by_text("1 entry will be sent when it is back.")).to_be_visible()

    assert read_marks(windows, path, COLLEAGUE)[student] is (not before)


def open_colleagues_class(page: Page) -> str:
    """Opens a class that waits to be signed, and returns its path in the API."""
    page.get_by_role("link", name=COLLEAGUES_CLASS).click()
    page.get_by_role("link", name="To the class").click()
    expect(page.get_by_text("Ready for use without a connection")).to_be_visible()
    return f"/trainings/onsite/class/{page.url.rpartition('/')[2]}.json"


def open_class(page: Page) -> str:
    """Opens the class from the first screen, and returns its path in the API."""
    check_screen(page)
    page.get_by_role("link", name=CLASS).click()
    expect(page.locator("li.student")).to_have_count(STUDENTS)
    expect(page.get_by_text("Ready for use without a connection")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)
    return f"/trainings/onsite/class/{page.url.rpartition('/')[2]}.json"


def mark_everybody(page: Page) -> None:
    for name in ABSENT:
        find_student(page, name).get_by_role("button", name="Absent").click()
        expect(find_student(page, name).get_by_text("On this device only")).to_be_visible()
    page.get_by_role("button", name=f"The other {STUDENTS - len(ABSENT)} present").click()
    expect(page.get_by_text("On this device only")).to_have_count(STUDENTS)
    expect(page.get_by_text("Everybody is marked.")).to_be_visible()
    check_screen(page)


def find_student(page: Page, name: str) -> Locator:
    return page.locator("li.student").filter(has_text=name)


def expect_everything_sent(page: Page) -> None:
    expect(page.locator(".student .saving")).to_have_text([""] * STUDENTS)


def correct(page: Page, name: str) -> None:
    """Marks a student present who was recorded as absent, and says why."""
    student = find_student(page, name)
    present = student.get_by_role("button", name="Present")
    present.click()
    expect(present).to_have_attribute("aria-pressed", "true")
    student.get_by_role("button", name="Details").click()
    student.get_by_label("Remarks").fill(REMARK)
    expect_everything_sent(page)
    check_screen(page)


def sign(page: Page) -> None:
    page.get_by_role("link", name="Sign the class").click()
    expect(page.get_by_text("This is exactly what you sign.")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)
    take_pictures(page, "sign")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed by Ingrid Moser")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)


def take_back(page: Page) -> None:
    page.get_by_role("button", name="Take the signature back").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill(REASON)
    check_screen(page)
    dialog.get_by_role("button", name="Take the signature back").click()
    expect(page.get_by_role("link", name="Sign the class")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    wait_until_settled(page)


def read_acts(school: serving.TestInstallation, class_id: str) -> Any:
    """The signatures of a class and their withdrawals in the ledger, with the reasons."""
    printed = school.manage("shell", "--verbosity", "0", "-c", READ_ACTS.format(class_id=class_id))
    return json.loads(printed)


def read_class(windows: Windows, path: str) -> Any:
    return windows.read(INSTRUCTOR, path)["class"]


def read_remarks(windows: Windows, path: str) -> list[str]:
    rows = windows.read(INSTRUCTOR, path)["attendances"]
    return [row["TrainingSubjectAttendance"]["remarks"] for row in rows]


def read_marks(windows: Windows, path: str, person: str = INSTRUCTOR) -> dict[str, bool | None]:
    """Present, absent or not marked, by the name of the student, as the server has stored it."""
    rows = windows.read(person, path)["attendances"]
    return {name_person(row["User"]): row["TrainingSubjectAttendance"]["value"] for row in rows}


def name_person(user: dict[str, Any]) -> str:
    return f"{user['UserDetail']['name']} {user['UserDetail']['surname']}"
