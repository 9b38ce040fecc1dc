"""The screens that are measured: what is sent, as whom."""

import json
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.bench.school import Facts


@dataclass(frozen=True)
class Screen:
    """`person` is a login of `school.LOGINS`. `moving` are the keys whose values depend on the second."""

    name: str
    person: str
    path: str
    method: str = "GET"
    body: bytes | None = None
    moving: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """An open attempt, the first question of its paper, and an option of that."""

    attempt: str
    question: str
    option: str

    @property
    def answer(self) -> bytes:
        return json.dumps({"attemptDetailId": self.question, "questionOptionId": self.option}).encode()


def get_paper_path(attempt: str) -> str:
    return f"/trainings/exams/do/{attempt}.json"


def read_paper(sheet: dict[str, Any]) -> Paper:
    """From the response of `get_paper_path`."""
    first = sheet["ExamAttemptDetail"][0]
    return Paper(sheet["ExamAttempt"]["id"], first["id"], first["TrainingQuestionOption"][0]["id"])


def list_screens(facts: Facts, paper: Paper) -> Iterator[Screen]:
    yield Screen("My Trainings, 1 row", "one", "/trainings.json")
    yield Screen("My Trainings, 30 rows", "thirty", "/trainings.json")
    yield Screen("My Trainings, 100 rows", "hundred", "/trainings.json?limit=100")
    yield Screen("training view, 120 lessons", "one", f"/trainings/trainings/view/{facts.enrollment}.json")
    yield Screen("students list, 50 rows", "manager", "/manager/trainings/students/list.json")
    yield Screen("class, 40 on the roster", "instructor", f"/trainings/onsite/class/{facts.class_id}.json")
    yield Screen("exam do, 20 questions", "one", get_paper_path(paper.attempt), moving=("remaining",))
    yield Screen("exam answer", "one", "/trainings/exams/answer.json", "POST", paper.answer, moving=("remaining",))
    yield Screen("calendar of a month", "thirty", f"/trainings/trainings/calendar.json?{build_month(facts.month)}")
    yield Screen("users/view", "one", "/users/view.json")


def build_month(month: str) -> str:
    """The query of a calendar for a month, `2026-03`."""
    year, number = map(int, month.split("-"))
    first = date(year, number, 1)
    end = first + timedelta(days=monthrange(year, number)[1])
    return urlencode({"start": first, "end": end, "timeZone": "Europe/Vienna"})
