"""Changing and deleting questions over the API (docs/api.md, section 8, Authoring)."""

import json
from typing import Any

import pytest

from exams.models import AttemptQuestion, Question
from records.models import Event
from tests.exams.authoring.conftest import (
    QUESTIONS,
    UNKNOWN_ID,
    Authoring,
    create,
    list_actions,
    list_options,
    write_options,
)
from tests.exams.exam_setup import Student

# --- edit


def test_what_is_left_out_stays(authoring: Authoring) -> None:
    question = create(authoring)
    ids = [str(row.pk) for row in question.options.all()]

    assert authoring.save_question("maria", id=str(question.pk), name="Which one rains?").status_code == 200

    question.refresh_from_db()
    assert question.text == "Which one rains?"
    assert [str(row.pk) for row in question.options.all()] == ids


def test_options_are_changed_moved_added_and_removed(authoring: Authoring) -> None:
    question = create(authoring, TrainingQuestionOption=write_options("A", "B", "C"))
    a, b, _c = question.options.all()
    changed = [
        {"id": str(b.pk), "name": "B, reworded", "value": True},
        {"name": "D"},
        {"name": "A"},  # without its id, known by its text
    ]

    assert authoring.save_question("maria", id=str(question.pk), TrainingQuestionOption=changed).status_code == 200

    assert list_options(question) == [("B, reworded", True), ("D", False), ("A", False)]
    assert {b.pk, a.pk} < {row.pk for row in question.options.all()}
    event = Event.objects.get(action="question.edited")
    assert json.loads(event.payload)["changes"] == {
        "options": [["A", "B", "C"], ["B, reworded", "D", "A"]],
        "correct answer": ["A", "B, reworded"],
    }


def test_an_edit_that_changes_nothing_leaves_no_event(authoring: Authoring) -> None:
    question = create(authoring)
    body = {"id": str(question.pk), "exam_id": str(authoring.exam.pk), "name": question.text, "shuffle": True}

    response = authoring.save_question("maria", **body, TrainingQuestionOption=write_options("Nimbostratus", "Cirrus"))

    assert response.status_code == 200
    assert list_actions() == ["question.created", "question.linked"]


def test_a_question_is_shared_with_another_exam(authoring: Authoring) -> None:
    question = create(authoring)

    for _ in range(2):
        shared = authoring.save_question("maria", id=str(question.pk), exam_id=str(authoring.other_exam.pk))
        assert shared.status_code == 200

    assert set(question.exams.all()) == {authoring.exam, authoring.other_exam}
    assert list_actions() == ["question.created", "question.linked", "question.linked"]


def test_an_option_named_twice_is_refused(authoring: Authoring) -> None:
    question = create(authoring)
    option = question.options.get(is_correct=True)
    twice = [{"id": str(option.pk), "name": text, "value": text == "A"} for text in "AB"]

    response = authoring.save_question("maria", id=str(question.pk), TrainingQuestionOption=twice)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["TrainingQuestionOption"])


# --- delete


def test_a_question_leaves_one_exam_and_stays_in_the_others(authoring: Authoring) -> None:
    question = create(authoring)
    authoring.other_exam.questions.add(question)

    for _ in range(2):
        assert authoring.delete_question("maria", question, authoring.exam).json() == {"result": True}

    assert list(question.exams.all()) == [authoring.other_exam]
    assert Question.objects.live().filter(pk=question.pk).exists()
    assert list_actions() == ["question.created", "question.linked", "question.unlinked"]


def test_without_an_exam_it_leaves_every_bank(authoring: Authoring) -> None:
    question = create(authoring)
    authoring.other_exam.questions.add(question)

    for _ in range(2):
        assert authoring.delete_question("maria", question).json() == {"result": True}

    assert not Question.objects.live().filter(pk=question.pk).exists()
    assert list_actions() == ["question.created", "question.linked", "question.deleted"]


@pytest.mark.parametrize("body", [{}, {"id": ""}, {"id": "7"}, {"id": UNKNOWN_ID}], ids=str)
def test_a_deletion_names_a_question(authoring: Authoring, body: dict[str, str]) -> None:
    response = authoring.post("maria", f"{QUESTIONS}/delete.json", body)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["id"])


# --- what was sat


def read_papers(student: Student, finished: str, current: str) -> tuple[Any, ...]:
    """The rows of all papers, and what the student reads of the finished and of the current attempt."""
    result = student.view(finished).json()
    del result["Exam"]["available"]  # says whether the bank is large enough for another attempt
    return list(AttemptQuestion.objects.order_by("pk").values()), result, student.do(current).json()


def test_nothing_that_was_sat_or_is_being_sat_changes(authoring: Authoring, sam: Student) -> None:
    finished = sam.sit(right=1)
    current = sam.start_and_get_id()
    before = read_papers(sam, finished, current)

    for question in authoring.exam.questions.all()[:2]:
        options = write_options("New", "Newer", right=1)
        edited = authoring.save_question("maria", id=str(question.pk), name="New?", TrainingQuestionOption=options)
        assert edited.status_code == 200
        assert authoring.delete_question("maria", question, authoring.exam).status_code == 200
    for question in authoring.exam.questions.all():
        assert authoring.delete_question("maria", question).status_code == 200

    assert read_papers(sam, finished, current) == before
    sam.answer_all(current, right=3)
    assert sam.finish(current).json()["score"] == 100
