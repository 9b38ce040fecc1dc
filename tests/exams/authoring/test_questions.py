"""Writing questions over the API (docs/api.md, section 8, Authoring)."""

from typing import Any

import pytest

from exams.authoring.options import OptionEntry
from exams.authoring.questions import QuestionContent, save_question
from exams.models import AttemptQuestion, Option, Question
from tests.exams.authoring.conftest import (
    QUESTIONS,
    UNKNOWN_ID,
    Authoring,
    create,
    list_actions,
    list_options,
    write_options,
)
from tests.exams.exam_setup import Student, find_option_id
from tests.parallel import run_in_parallel

# --- create


def test_a_question_is_written_with_its_options_in_their_order(authoring: Authoring) -> None:
    options = write_options("Cirrus", "Nimbostratus", "Altocumulus", right=1)
    response = authoring.save_question(
        "maria", exam_id=str(authoring.exam.pk), name="Which cloud rains?", TrainingQuestionOption=options
    )

    question = authoring.exam.questions.get(text="Which cloud rains?")
    assert response.json() == {
        "result": True,
        "id": str(question.pk),
        "TrainingQuestion": {
            "id": str(question.pk),
            "name": "Which cloud rains?",
            "media": None,
            "TrainingQuestionOption": [
                {"id": str(row.pk), "name": row.text, "value": row.is_correct} for row in question.options.all()
            ],
        },
    }
    assert list_options(question) == [("Cirrus", False), ("Nimbostratus", True), ("Altocumulus", False)]
    assert (question.company, question.shuffle_options) == (authoring.exam_setup.world.alpine, True)
    assert list_actions() == ["question.created", "question.linked"]


def test_a_form_writes_the_same(authoring: Authoring) -> None:
    name = "data[TrainingQuestion]"
    option = f"{name}[TrainingQuestionOption]"
    response = authoring.post_form(
        "maria",
        f"{QUESTIONS}/create.json",
        {
            f"{name}[exam_id]": authoring.exam.pk, f"{name}[name]": "Which cloud rains?",
            f"{option}[0][name]": "Cirrus", f"{option}[0][value]": "0",
            f"{option}[2][name]": "Altocumulus",
            f"{option}[10][name]": "Nimbostratus", f"{option}[10][correct]": "1",
        },
    )  # fmt: skip

    assert response.status_code == 200, response.content
    question = authoring.exam.questions.get(text="Which cloud rains?")
    assert list_options(question) == [("Cirrus", False), ("Altocumulus", False), ("Nimbostratus", True)]


def test_a_manager_may_write_a_question_of_no_exam(authoring: Authoring) -> None:
    body = {"name": "Later?", "TrainingQuestionOption": write_options("Yes", "No")}
    assert authoring.save_question("maria", **body).status_code == 200
    assert not Question.objects.get(text="Later?").exams.exists()

    response = authoring.save_question("ines", **body)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["exam_id"])


def test_a_repetition_writes_nothing(authoring: Authoring) -> None:
    first = create(authoring)
    assert create(authoring) == first
    # The order of the options makes no other question.
    reversed_options = write_options("Cirrus", "Nimbostratus", right=1)
    assert create(authoring, TrainingQuestionOption=reversed_options) == first

    other_key = write_options("Nimbostratus", "Cirrus", right=1)
    response = authoring.save_question(
        "maria", exam_id=str(authoring.exam.pk), name=first.text, TrainingQuestionOption=other_key
    )
    assert (response.status_code, list(response.json()["errors"])) == (400, ["TrainingQuestionOption"])
    assert list_actions() == ["question.created", "question.linked"]


def test_text_is_stored_as_the_bank_stores_it(authoring: Authoring) -> None:
    options = write_options("$$a$$", "of the above\u200b ", right=1)
    question = create(authoring, name="  What is\r\n$$x^2$$?\u200b ", TrainingQuestionOption=options)

    assert question.text == "What is\n\\[x^2\\]?"
    assert list_options(question) == [("\\[a\\]", False), ("of the above", True)]
    assert not question.shuffle_options  # the options refer to each other by position
    assert create(authoring, name="Another?", TrainingQuestionOption=options, shuffle="1").shuffle_options


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no text": ({"name": ""}, "name"),
    "an invisible text": ({"name": "\u200b"}, "name"),
    "a long text": ({"name": "x" * 10_001}, "name"),
    "a text that is a list": ({"name": ["x"]}, "name"),
    "a formula that cannot be rendered": ({"name": r"\(\nonsense\)"}, "name"),
    "options that are text": ({"TrainingQuestionOption": "Yes"}, "TrainingQuestionOption"),
    "no options": ({"TrainingQuestionOption": []}, "TrainingQuestionOption"),
    "one option": ({"TrainingQuestionOption": write_options("Yes")}, "TrainingQuestionOption"),
    "eleven options": ({"TrainingQuestionOption": write_options(*"abcdefghijk")}, "TrainingQuestionOption"),
    "the same option twice": ({"TrainingQuestionOption": write_options("Yes", "Yes ")}, "TrainingQuestionOption"),
    "no right option": ({"TrainingQuestionOption": write_options("Yes", "No", right=9)}, "TrainingQuestionOption"),
    "two right options": (
        {"TrainingQuestionOption": [{"name": "Yes", "value": 1}, {"name": "No", "value": 1}]},
        "TrainingQuestionOption",
    ),
    "an option without text": (
        {"TrainingQuestionOption": [*write_options("Yes", "No"), {"name": " "}]},
        "TrainingQuestionOption.2.name",
    ),
    "a long option": (
        {"TrainingQuestionOption": write_options("Yes", "x" * 10_001)},
        "TrainingQuestionOption.1.name",
    ),
    "an option that is text": ({"TrainingQuestionOption": [*write_options("Yes"), "No"]}, "TrainingQuestionOption.1"),
    "a broken formula in an option": (
        {"TrainingQuestionOption": write_options("Yes", r"\(}\)")},
        "TrainingQuestionOption",
    ),
    "an option of another question": (
        {"TrainingQuestionOption": [{"id": UNKNOWN_ID, "name": "Yes", "value": 1}, {"name": "No"}]},
        "TrainingQuestionOption",
    ),
    "a flag that is none": ({"shuffle": "perhaps"}, "shuffle"),
    "an exam that is none": ({"exam_id": UNKNOWN_ID}, "exam_id"),
    "an exam that is no id": ({"exam_id": "7"}, "exam_id"),
    "a question that is none": ({"id": UNKNOWN_ID}, "id"),
}


@pytest.mark.parametrize(("change", "field"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_names_the_field_and_stores_nothing(authoring: Authoring, change: dict[str, Any], field: str) -> None:
    before = set(Question.objects.values_list("pk", flat=True)), Option.objects.count()
    body = {"name": "Rain?", "TrainingQuestionOption": write_options("Yes", "No"), "exam_id": str(authoring.exam.pk)}

    response = authoring.save_question("maria", **body | change)

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == [field]
    assert (set(Question.objects.values_list("pk", flat=True)), Option.objects.count()) == before
    assert list_actions() == []


@pytest.mark.parametrize("missing", ["name", "TrainingQuestionOption"])
def test_a_new_question_needs_text_and_options(authoring: Authoring, missing: str) -> None:
    body = {"name": "Rain?", "TrainingQuestionOption": write_options("Yes", "No"), "exam_id": str(authoring.exam.pk)}
    del body[missing]

    assert list(authoring.save_question("maria", **body).json()["errors"]) == [missing]


# --- costs and races


def test_a_large_bank_costs_what_a_small_one_costs(authoring: Authoring, queries_of: Any) -> None:
    question = create(authoring, name="Before?")  # begins the chain of the ledger
    small = queries_of(lambda: create(authoring, name="First?"))
    for number in range(30):
        row = Question.objects.create(company=question.company, text=f"Question {number}?")
        authoring.exam.questions.add(row)
    large = queries_of(lambda: create(authoring, name="Second?", TrainingQuestionOption=write_options(*"abcdefghij")))

    assert len(small) == len(large), large


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_write_one_question(authoring: Authoring) -> None:
    content = QuestionContent("Once?", [OptionEntry("Yes", True), OptionEntry("No", False)])
    manager = authoring.get_person("maria")

    def write() -> None:
        save_question(question_id=None, exam_id=authoring.exam.pk, content=content, by=manager)

    run_in_parallel([write, write])

    assert Question.objects.filter(text="Once?").count() == 1


def test_the_right_option_is_found_by_its_flag(authoring: Authoring) -> None:
    """An exam that is sat after an edit draws the edited question."""
    authoring.exam.questions.clear()
    for number in range(3):
        create(authoring, name=f"Question {number}?", TrainingQuestionOption=write_options("A", "B", "C", right=2))
    student = Student(authoring.exam_setup, authoring.get_person("sam"), authoring.exam_setup.enrollment)
    attempt = student.start_and_get_id()

    paper = AttemptQuestion.objects.filter(attempt__pk=attempt)
    assert all(find_option_id(row.options, right=True) == Option.objects.get(question=row.question_id, text="C").pk
               for row in paper)  # fmt: skip
