"""The answer key is shown once no further attempt can use it; managers do not see the bank of an exam they sit."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from exams.models import Exam, Question
from tests import factories as make
from tests.exams.exam_setup import ExamSetup, Student, fill_bank
from tests.office.browser import open_browser
from tests.office.population import build_address


def shows_solutions(response: Any) -> bool:
    rows = response.json()["ExamAttemptDetail"]
    flags = {"correct" in row and all("value" in option for option in row["TrainingQuestionOption"]) for row in rows}
    assert len(flags) == 1
    return flags.pop()


@pytest.fixture(autouse=True)
def answers_are_shown(exam_setup: ExamSetup) -> None:
    Exam.objects.update(show_answers=True)


def test_answers_wait_until_no_attempt_is_left(sam: Student) -> None:
    first = sam.sit(right=0)
    assert not shows_solutions(sam.view(first))
    sam.sit(right=0)
    assert not shows_solutions(sam.view(first))
    last = sam.sit(right=0)

    assert shows_solutions(sam.view(first))
    assert shows_solutions(sam.view(last))


def test_the_last_attempt_must_be_over(sam: Student) -> None:
    first = sam.sit(right=0)
    sam.sit(right=0)
    last = sam.start_and_get_id()

    assert not shows_solutions(sam.view(first))
    sam.finish(last)
    assert shows_solutions(sam.view(first))


def test_answers_are_shown_once_the_exam_is_passed(sam: Student) -> None:
    first = sam.sit(right=0)
    passed = sam.sit(right=3)

    assert shows_solutions(sam.view(first))
    assert shows_solutions(sam.view(passed))


def test_answers_are_shown_once_the_exam_has_expired(sam: Student) -> None:
    first = sam.sit(right=0)
    Exam.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert shows_solutions(sam.view(first))


def test_without_show_answers_they_are_never_shown(sam: Student) -> None:
    Exam.objects.update(show_answers=False)

    assert not shows_solutions(sam.view(sam.sit(right=3)))


@pytest.fixture
def maria(exam_setup: ExamSetup) -> Student:
    """The manager, enrolled in the training of the exam."""
    return Student(exam_setup, exam_setup.world.maria, exam_setup.enroll_user(exam_setup.world.maria))


def list_bank_sizes(student: Student) -> list[int]:
    response = student.client.get(f"/trainings/exams/index/subject:{student.exam_setup.exam.subject_id}.json")
    return [len(exam["TrainingQuestion"]) for exam in response.json()["exams"]]


def test_a_manager_who_sits_an_exam_does_not_see_its_bank_meanwhile(exam_setup: ExamSetup, maria: Student) -> None:
    assert list_bank_sizes(maria) == [5]
    attempt = maria.start_and_get_id()
    assert list_bank_sizes(maria) == [0]
    assert list_bank_sizes(
        Student(exam_setup, exam_setup.world.create_person("Mona", "M", Role.TRAINING_MANAGER), exam_setup.enrollment)
    ) == [5]
    maria.finish(attempt)

    assert list_bank_sizes(maria) == [5]


def test_the_bank_is_visible_again_when_the_time_ran_out(maria: Student, frozen_clock: Any) -> None:
    maria.start_and_get_id()
    frozen_clock.shift(timedelta(minutes=11))

    assert list_bank_sizes(maria) == [5]


def test_a_manager_who_sits_an_exam_does_not_see_it_in_the_admin(exam_setup: ExamSetup, maria: Student) -> None:
    other = make.ExamFactory(subject=exam_setup.exam.subject, name="Other")
    fill_bank(other, 1)
    maria.start_and_get_id()
    shared = exam_setup.exam.questions.all()[0]
    other.questions.add(shared)
    browser = open_browser(exam_setup.world.maria)

    assert "of Other?" in browser.get(build_address(Question)).content.decode()
    assert "of Meteorology?" not in browser.get(build_address(Question)).content.decode()
    assert browser.get(build_address(Question, "change", shared.pk)).status_code != 200
    response: Any = browser.get(build_address(Question, "export.csv").rstrip("/"))
    exported = b"".join(response.streaming_content)
    assert b"of Other?" in exported
    assert b"of Meteorology?" not in exported
    for exam in (exam_setup.exam, other):
        assert 'name="questions"' not in browser.get(build_address(Exam, "change", exam.pk)).content.decode()


def test_saving_an_exam_meanwhile_keeps_its_bank(exam_setup: ExamSetup, maria: Student) -> None:
    maria.start_and_get_id()
    exam = exam_setup.exam
    form = {
        "subject": exam.subject_id, "name": "Renamed", "type": exam.type, "pass_percent": 60, "question_count": 3,
        "duration_minutes": 10, "max_attempts": 3, "instructions": "",
    }  # fmt: skip
    response = open_browser(exam_setup.world.maria).post(build_address(Exam, "change", exam.pk), form)

    assert response.status_code == 302, response.content
    exam.refresh_from_db()
    assert (exam.name, exam.questions.count()) == ("Renamed", 5)


def test_a_question_taken_out_of_the_bank_stays_hidden_while_it_is_on_the_paper(
    exam_setup: ExamSetup, maria: Student
) -> None:
    maria.start_and_get_id()
    exam_setup.exam.questions.clear()

    assert Question.objects.visible_to(exam_setup.world.maria).count() == 2


def test_staff_who_sit_an_exam_do_not_see_the_solutions_of_others(
    exam_setup: ExamSetup, sam: Student, maria: Student
) -> None:
    attempt_of_sam = sam.sit(right=0)
    reader = Student(exam_setup, exam_setup.world.maria, exam_setup.enrollment)
    assert shows_solutions(reader.view(attempt_of_sam))
    attempt = maria.start_and_get_id()
    assert not shows_solutions(reader.view(attempt_of_sam))
    maria.finish(attempt)

    assert shows_solutions(reader.view(attempt_of_sam))


def test_a_training_is_not_copied_by_who_sits_an_exam_of_it(exam_setup: ExamSetup, maria: Student) -> None:
    maria.start_and_get_id()
    training = exam_setup.exam.get_training()
    response = open_browser(exam_setup.world.maria).post(
        reverse("course_copy", args=[training.pk]), {"name": "Copy", "type": training.type}, follow=True
    )

    assert "You are taking an exam of this training" in response.content.decode()
    assert Question.objects.count() == 5


def test_a_table_does_not_tell_what_the_bank_of_a_sat_exam_holds(exam_setup: ExamSetup, maria: Student) -> None:
    from tests.office.imports.test_import_questions import import_rows

    maria.start_and_get_id()
    (outcome,) = import_rows(exam_setup.world, {"exam": "Meteorology", "text": "Q", "a": "x", "b": "y", "correct": "A"})

    assert outcome.errors == {"exam": ["You are sitting this exam. Finish it first."]}
