"""Solutions are shown when they help in no further attempt; and a manager who sits an exam does not see its bank."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from exams.models import Exam, Question
from tests import factories as make
from tests.exams.exam_setup import Hall, Student, fill_bank
from tests.office.browser import browser_of
from tests.office.population import page


def shows(answer: Any) -> bool:
    rows = answer.json()["ExamAttemptDetail"]
    told = {"correct" in row and all("value" in option for option in row["TrainingQuestionOption"]) for row in rows}
    assert len(told) == 1
    return told.pop()


@pytest.fixture(autouse=True)
def answers_are_shown(hall: Hall) -> None:
    Exam.objects.update(show_answers=True)


def test_answers_wait_until_no_attempt_is_left(sam: Student) -> None:
    first = sam.sit(right=0)
    assert not shows(sam.view(first))
    sam.sit(right=0)
    assert not shows(sam.view(first))
    last = sam.sit(right=0)

    assert shows(sam.view(first))
    assert shows(sam.view(last))


def test_the_last_attempt_must_be_over(sam: Student) -> None:
    first = sam.sit(right=0)
    sam.sit(right=0)
    last = sam.started()

    assert not shows(sam.view(first))
    sam.finish(last)
    assert shows(sam.view(first))


def test_answers_are_shown_once_the_exam_is_passed(sam: Student) -> None:
    first = sam.sit(right=0)
    passed = sam.sit(right=3)

    assert shows(sam.view(first))
    assert shows(sam.view(passed))


def test_answers_are_shown_once_the_exam_has_expired(sam: Student) -> None:
    first = sam.sit(right=0)
    Exam.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert shows(sam.view(first))


def test_without_show_answers_they_are_never_shown(sam: Student) -> None:
    Exam.objects.update(show_answers=False)

    assert not shows(sam.view(sam.sit(right=3)))


@pytest.fixture
def maria(hall: Hall) -> Student:
    """The manager, enrolled in the training of the exam."""
    return Student(hall, hall.world.maria, hall.enrolled(hall.world.maria))


def banks(student: Student) -> list[int]:
    answer = student.client.get(f"/trainings/exams/index/subject:{student.hall.exam.subject_id}.json").json()
    return [len(exam["TrainingQuestion"]) for exam in answer["exams"]]


def test_a_manager_who_sits_an_exam_does_not_see_its_bank_meanwhile(hall: Hall, maria: Student) -> None:
    assert banks(maria) == [5]
    attempt = maria.started()
    assert banks(maria) == [0]
    assert banks(Student(hall, hall.world.person("Mona", "M", Role.TRAINING_MANAGER), hall.enrollment)) == [5]
    maria.finish(attempt)

    assert banks(maria) == [5]


def test_the_bank_is_visible_again_when_the_time_ran_out(maria: Student, frozen_clock: Any) -> None:
    maria.started()
    frozen_clock.shift(timedelta(minutes=11))

    assert banks(maria) == [5]


def test_a_manager_who_sits_an_exam_does_not_see_it_in_the_admin(hall: Hall, maria: Student) -> None:
    other = make.ExamFactory(subject=hall.exam.subject, name="Other")
    fill_bank(other, 1)
    maria.started()
    shared = hall.exam.questions.all()[0]
    other.questions.add(shared)
    browser = browser_of(hall.world.maria)

    assert "of Other?" in browser.get(page(Question)).content.decode()
    assert "of Meteorology?" not in browser.get(page(Question)).content.decode()
    assert browser.get(page(Question, "change", shared.pk)).status_code != 200
    answer: Any = browser.get(page(Question, "export.csv").rstrip("/"))
    exported = b"".join(answer.streaming_content)
    assert b"of Other?" in exported
    assert b"of Meteorology?" not in exported
    for exam in (hall.exam, other):
        assert 'name="questions"' not in browser.get(page(Exam, "change", exam.pk)).content.decode()


def test_saving_an_exam_meanwhile_keeps_its_bank(hall: Hall, maria: Student) -> None:
    maria.started()
    exam = hall.exam
    form = {
        "subject": exam.subject_id, "name": "Renamed", "type": exam.type, "pass_percent": 60, "question_count": 3,
        "duration_minutes": 10, "max_attempts": 3, "instructions": "",
    }  # fmt: skip
    answer = browser_of(hall.world.maria).post(page(Exam, "change", exam.pk), form)

    assert answer.status_code == 302, answer.content
    exam.refresh_from_db()
    assert (exam.name, exam.questions.count()) == ("Renamed", 5)


def test_a_question_taken_out_of_the_bank_stays_hidden_while_it_is_on_the_paper(hall: Hall, maria: Student) -> None:
    maria.started()
    hall.exam.questions.clear()

    assert Question.objects.visible_to(hall.world.maria).count() == 2


def test_staff_who_sit_an_exam_do_not_see_the_solutions_of_others(hall: Hall, sam: Student, maria: Student) -> None:
    theirs = sam.sit(right=0)
    reader = Student(hall, hall.world.maria, hall.enrollment)
    assert shows(reader.view(theirs))
    attempt = maria.started()
    assert not shows(reader.view(theirs))
    maria.finish(attempt)

    assert shows(reader.view(theirs))


def test_a_training_is_not_copied_by_who_sits_an_exam_of_it(hall: Hall, maria: Student) -> None:
    maria.started()
    training = hall.exam.subject.training
    answer = browser_of(hall.world.maria).post(
        reverse("course_copy", args=[training.pk]), {"name": "Copy", "type": training.type}, follow=True
    )

    assert "You are sitting an exam of this training" in answer.content.decode()
    assert Question.objects.count() == 5


def test_a_table_does_not_tell_what_the_bank_of_a_sat_exam_holds(hall: Hall, maria: Student) -> None:
    from tests.office.imports.test_import_questions import table

    maria.started()
    (outcome,) = table(hall.world, {"exam": "Meteorology", "text": "Q", "a": "x", "b": "y", "correct": "A"})

    assert outcome.errors == {"exam": ["You are sitting this exam. Finish it first."]}
