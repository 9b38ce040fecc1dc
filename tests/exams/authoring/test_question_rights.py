"""Who may write which question: managers all of the school, a teacher those of the own subjects alone."""

from typing import Any

import pytest

from exams.models import Question
from tests import factories as make
from tests.exams.authoring.conftest import PEOPLE, QUESTIONS, Authoring, write_options
from tests.exams.exam_setup import Student

NEW = {"name": "New?", "TrainingQuestionOption": write_options("Yes", "No")}
ACTS = ["create", "edit", "unlink", "delete"]
# By whose exam or question it is: those who may, and the refusal of the others, by person.
OWNERS = {"own": "exam", "other": "other_exam", "foreign": "foreign_exam"}
ALLOWED = {"own": {"maria", "ines"}, "other": {"maria", "tom"}, "foreign": {"otto"}}


def send(authoring: Authoring, act: str, who: str, owner: str, in_form: bool) -> Any:
    exam = getattr(authoring, OWNERS[owner])
    question = exam.questions.first()
    bodies: dict[str, dict[str, Any]] = {
        "create": {**NEW, "exam_id": str(exam.pk)},
        "edit": {**NEW, "id": str(question.pk)},
        "unlink": {"id": str(question.pk), "exam_id": str(exam.pk)},
        "delete": {"id": str(question.pk)},
    }
    path = f"{QUESTIONS}/{'create' if act in ('create', 'edit') else 'delete'}.json"
    if not in_form:
        return authoring.post(who, path, bodies[act])
    return authoring.post_form(who, path, flatten(bodies[act]))


def flatten(body: dict[str, Any]) -> dict[str, Any]:
    fields = {f"data[TrainingQuestion][{name}]": value for name, value in body.items() if isinstance(value, str)}
    for place, option in enumerate(body.get("TrainingQuestionOption", [])):
        for name, value in option.items():
            fields[f"data[TrainingQuestion][TrainingQuestionOption][{place}][{name}]"] = value
    return fields


def expect_status(act: str, who: str, owner: str) -> int:
    """403 for whoever may never author, and for an object that one sees; 400 for one that is out of sight."""
    if who in ALLOWED[owner]:
        return 200
    if who in ("sam", "charles"):
        return 403
    is_foreign = owner == "foreign" or who == "otto"
    # A teacher sees the exams of the whole training, but only the questions of the own subjects.
    return 400 if is_foreign or act in ("edit", "delete") else 403


@pytest.mark.parametrize("in_form", [False, True], ids=["json", "form"])
@pytest.mark.parametrize("owner", OWNERS)
@pytest.mark.parametrize("act", ACTS)
def test_everybody_and_every_object(authoring: Authoring, act: str, owner: str, in_form: bool) -> None:
    refused = [who for who in PEOPLE if who not in ALLOWED[owner]]
    before = list(Question.objects.order_by("pk").values()), list(Question.exams.through.objects.values_list())

    statuses = {who: send(authoring, act, who, owner, in_form).status_code for who in refused}

    assert statuses == {who: expect_status(act, who, owner) for who in refused}
    assert (
        list(Question.objects.order_by("pk").values()),
        list(Question.exams.through.objects.values_list()),
    ) == before
    for who in sorted(ALLOWED[owner])[:1]:
        assert send(authoring, act, who, owner, in_form).status_code == 200


@pytest.mark.parametrize("who", ["maria", "ines", "tom"])
@pytest.mark.parametrize("act", ACTS)
def test_every_author_may(authoring: Authoring, act: str, who: str) -> None:
    owner = "other" if who == "tom" else "own"

    assert send(authoring, act, who, owner, False).status_code == 200


def test_out_of_sight_is_the_same_as_none(authoring: Authoring) -> None:
    foreign = authoring.foreign_exam.questions.first()
    assert foreign
    unknown = Question(pk=make.SubjectFactory().pk)

    assert authoring.delete_question("maria", foreign).content == authoring.delete_question("maria", unknown).content


def test_a_teacher_leaves_a_question_alone_that_another_subject_shares(authoring: Authoring) -> None:
    question = authoring.exam.questions.first()
    assert question
    authoring.other_exam.questions.add(question)

    assert authoring.save_question("ines", id=str(question.pk), **NEW).status_code == 403
    assert authoring.delete_question("ines", question).status_code == 403
    assert authoring.delete_question("ines", question, authoring.exam).status_code == 200
    assert authoring.delete_question("ines", question, authoring.exam).status_code == 200  # again
    assert list(question.exams.all()) == [authoring.other_exam]
    assert authoring.save_question("tom", id=str(question.pk), **NEW).status_code == 200


def test_a_former_teacher_writes_nothing(authoring: Authoring) -> None:
    authoring.subject.teacher = authoring.get_person("tom")
    authoring.subject.save()

    assert send(authoring, "create", "ines", "own", False).status_code == 403
    assert send(authoring, "create", "tom", "own", False).status_code == 200


def test_whoever_sits_the_exam_neither_changes_nor_learns_its_key(authoring: Authoring) -> None:
    setup, maria = authoring.exam_setup, authoring.get_person("maria")
    sitting = Student(setup, maria, setup.enroll_user(maria))
    sitting.start_and_get_id()
    question = authoring.exam.questions.first()
    assert question
    wrong_key = write_options(*(row.text for row in question.options.all()), right=1)

    assert authoring.save_question("maria", id=str(question.pk)).status_code == 400
    assert authoring.delete_question("maria", question).status_code == 400
    assert authoring.delete_question("maria", question, authoring.exam).status_code == 400
    guess = authoring.save_question(
        "maria", exam_id=str(authoring.exam.pk), name=question.text, TrainingQuestionOption=wrong_key
    )
    assert guess.status_code == 200
    assert guess.json()["id"] != str(question.pk)
