"""A class that sits a scheduled exam in the app: how it is planned, and how its people use their phones."""

import json
import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from demo.scenarios.people import PASSWORD
from tests.app.checks import check_screen
from tests.app.windows import Windows, wait_until_settled
from tests.browser import serving

TEACHER = "thomas.egger"
MANAGER = "manager"
EXAM = "Night VFR: final exam"
TRAINING = "Night rating theory"
QUESTIONS = 4
# The screen of the class is read again every fifteen seconds.
WATCHED_WITHIN = 25_000

READ_IDS = """
import json
from accounts.models import User
from exams.models import Exam
from trainings.models import Enrollment
exam = Exam.objects.select_related("subject").get(name="{exam}")
people = User.objects.filter(email__endswith="@demo.example")
rows = Enrollment.objects.filter(training=exam.subject.training_id).select_related("user")
print(json.dumps({{
    "exam": str(exam.pk), "subject": str(exam.subject_id), "training": str(exam.subject.training_id),
    "users": {{user.email.partition("@")[0]: str(user.pk) for user in people}},
    "enrollments": {{row.user.email.partition("@")[0]: str(row.pk) for row in rows}},
}}))
"""
READ_RIGHT = """
import json
from exams.models import Attempt
paper = Attempt.objects.get(pk="{attempt}").paper.order_by("order")
print(json.dumps([
    [next(one["id"] for one in row.options if one["is_correct"] is right) for right in (True, False)] for row in paper
]))
"""


class ExamClass:
    """Plans classes of the exam through the API, as the manager does in the admin."""

    def __init__(self, windows: Windows, school: serving.TestInstallation) -> None:
        self.windows, self.school = windows, school
        self.ids: Any = self.run(READ_IDS.format(exam=EXAM))

    def run(self, script: str) -> Any:
        return json.loads(self.school.manage("shell", "--verbosity", "0", "-c", script))

    def plan(self, students: list[str], start: str, **changes: str) -> str:
        """A class of the exam that starts at this moment (UTC); its id."""
        body = {
            "training_subject_id": self.ids["subject"],
            "training_subject_exam_id": self.ids["exam"],
            "teacher_id": self.ids["users"][TEACHER],
            "students": [self.ids["users"][student] for student in students],
            "start": start,
            "minutes": 60,
            **changes,
        }
        answer = self.post(MANAGER, "/manager/trainings/onsite/class.json", body)
        id: str = answer["class"]["LessonClass"]["id"]
        return id

    def enroll(self, student: str) -> None:
        body = {"training_id": self.ids["training"], "students": [self.ids["users"][student]]}
        self.post(MANAGER, "/manager/trainings/students/enroll.json", body)
        self.ids = self.run(READ_IDS.format(exam=EXAM))

    def post(self, person: str, path: str, body: Any) -> Any:
        with self.windows.call_api(person) as api:
            response = api.post(path, data=body)
            assert response.ok, response.text()
            return response.json()

    def close_sessions(self, person: str) -> None:
        """Somebody ends the logins of a person on all devices, as after the loss of a phone."""
        with self.windows.call_api(person) as api:
            logins = api.get("/users/logins.json").json()
            others = {row["UserSession"]["id"] for row in logins["sessions"]} - {logins["currentSession"]}
            assert all(api.post(f"/users/closesession/{id}.json").ok for id in others)

    def read_marks(self, class_id: str) -> dict[str, tuple[Any, ...]]:
        """Presence, result and score of the class as the server has stored them, by surname."""
        rows = self.windows.read(TEACHER, f"/trainings/onsite/class/{class_id}.json")["attendances"]
        return {row["User"]["UserDetail"]["surname"]: read_mark(row) for row in rows}

    def read_answers(self, attempt: str) -> list[tuple[str, str]]:
        """Of each question of a paper, the right option and a wrong one."""
        pairs: list[tuple[str, str]] = self.run(READ_RIGHT.format(attempt=attempt))
        return pairs

    def get_start_path(self, student: str) -> str:
        return f"/app/trainings/exams/start/{self.ids['enrollments'][student]}/{self.ids['exam']}"


def read_mark(row: Any) -> tuple[Any, ...]:
    mark = row["TrainingSubjectAttendance"]
    return mark["value"], mark["exam_value"], mark["exam_rating"]


def start_exam(page: Page) -> str:
    """From the rules of the exam to its first question; the id of the attempt."""
    expect(page.get_by_text("You can take this exam now.")).to_be_visible()
    wait_until_settled(page)
    check_screen(page)
    page.get_by_role("button", name="Start the exam").dblclick()
    expect(page.get_by_role("heading", name=f"Question 1 of {QUESTIONS}")).to_be_visible()
    return page.url.rpartition("/")[2]


def choose(page: Page, option: str) -> None:
    box = page.locator(f"input[type=radio][value='{option}']")
    page.locator("label.exam-choice").filter(has=box).click()
    expect(box).to_be_checked()


def answer(page: Page, options: list[str], first: int = 1, total: int = QUESTIONS) -> None:
    """Chooses one option after the other, from this question on."""
    for number, option in enumerate(options, start=first):
        expect(page.get_by_role("heading", name=f"Question {number} of {total}")).to_be_visible()
        choose(page, option)
        if number < total:
            page.get_by_role("button", name="Next", exact=True).click()


def finish(page: Page, result: str) -> None:
    page.get_by_role("button", name="Finish the exam").first.click()
    button = page.get_by_role("dialog").get_by_role("button", name="Finish now")
    expect(button).to_be_enabled()
    button.dblclick()
    expect(page.get_by_role("heading", name=result)).to_be_visible()
    wait_until_settled(page)
    check_screen(page)


def find_student(page: Page, surname: str) -> Locator:
    return page.locator("li.student").filter(has_text=surname)


def sign(page: Page) -> None:
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text(re.compile("Signed by Thomas Egger"))).to_be_visible()
    wait_until_settled(page)
