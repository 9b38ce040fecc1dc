"""How managers say in the admin that an exam is taken from a class."""

from typing import Any

import pytest

from exams.models import Exam
from records.models import Event
from tests.exams.exam_setup import ExamSetup
from tests.office.browser import open_browser
from tests.office.population import build_address


def save_exam(exam_setup: ExamSetup, **fields: Any) -> Any:
    exam = exam_setup.exam
    form = {
        "subject": exam.subject_id, "name": exam.name, "type": exam.type, "pass_percent": 60, "question_count": 3,
        "duration_minutes": 10, "max_attempts": 3, "instructions": "", **fields,
    }  # fmt: skip
    response = open_browser(exam_setup.world.maria).post(build_address(Exam, "change", exam.pk), form)
    exam.refresh_from_db()
    return response


def test_a_manager_schedules_an_exam_and_the_ledger_says_so(exam_setup: ExamSetup) -> None:
    page = open_browser(exam_setup.world.maria).get(build_address(Exam, "change", exam_setup.exam.pk)).content.decode()
    assert all(text in page for text in ("Can be taken", "from a class", "Days of access", "at any time"))

    assert save_exam(exam_setup, access_mode="SCHEDULED", access_window_days=5).status_code == 302

    assert exam_setup.exam.is_scheduled
    assert exam_setup.exam.access_window_days == 5
    assert "access_mode" in Event.objects.get(action="admin.changed").payload


def test_a_form_without_the_access_leaves_it(exam_setup: ExamSetup) -> None:
    save_exam(exam_setup, access_mode="SCHEDULED", access_window_days=5)

    assert save_exam(exam_setup, name="Renamed").status_code == 302

    exam = exam_setup.exam
    assert (exam.name, exam.access_mode, exam.access_window_days) == ("Renamed", "SCHEDULED", 5)


@pytest.mark.parametrize(
    ("field", "value"),
    [("access_window_days", 0), ("access_window_days", 367), ("access_window_days", "soon"), ("access_mode", "NEVER")],
)
def test_what_is_no_access_is_refused_at_its_field(exam_setup: ExamSetup, field: str, value: Any) -> None:
    response = save_exam(exam_setup, **{field: value})

    assert response.status_code == 200
    assert field in response.context["adminform"].form.errors
    assert exam_setup.exam.access_mode == "FREE"
