"""`POST /manager/trainings/subjects/add_exam.json` (docs/api.md, section 8, Authoring)."""

from typing import Any

import pytest

from exams.models import Exam
from records.models import Event
from tests import factories as make
from tests.exams.authoring.conftest import PEOPLE, SUBJECTS, UNKNOWN_ID, Authoring


def test_an_exam_is_added_with_what_is_given(authoring: Authoring) -> None:
    response = authoring.add_exam(
        "maria", training_subject_id=str(authoring.subject.pk), name="Final", type="online", mandatory=False, score=80,
        questions=20, minutes="45", attempts=2, instructions="No books.", expiration="2027-01-02 03:04:05",
        show_answers="1",
    )  # fmt: skip

    exam = authoring.subject.exams.get(name="Final")
    assert response.json() == {
        "result": True,
        "id": str(exam.pk),
        "Exam": {
            "id": str(exam.pk), "name": "Final", "type": "ONLINE", "attempts": 2, "score": 80, "questions": 20,
            "minutes": 45, "instructions": "No books.", "expiration": "2027-01-02 03:04:05", "show_answers": True,
            "mandatory": False, "training_subject_id": str(authoring.subject.pk), "training_subject_lesson_id": None,
            "access_mode": "FREE", "access_window_days": 10, "available": False, "available_until": None,
        },
    }  # fmt: skip
    assert Event.objects.filter(action="exam.added", object_id=str(exam.pk)).count() == 1


def test_a_form_adds_one_with_the_defaults(authoring: Authoring) -> None:
    name = "data[TrainingSubjectExam]"
    fields = {f"{name}[id]": authoring.subject.pk, f"{name}[name]": "Final", f"{name}[score]": ""}

    assert authoring.post_form("ines", f"{SUBJECTS}/add_exam.json", fields).status_code == 200

    exam = authoring.subject.exams.get(name="Final")
    assert (exam.pass_percent, exam.question_count, exam.max_attempts, exam.is_mandatory) == (75, 10, 3, True)


def test_a_lesson_gets_a_gate_exam(authoring: Authoring) -> None:
    lesson = make.LessonFactory(subject=authoring.subject)
    body = {"training_subject_id": str(authoring.subject.pk), "training_subject_lesson_id": str(lesson.pk)}

    for name in ("First", "Second"):
        assert authoring.add_exam("maria", **body, name=name).status_code == 200

    assert [exam.name for exam in lesson.exams.all()] == ["First", "Second"]


def test_a_lesson_of_another_subject_is_refused(authoring: Authoring) -> None:
    lesson = make.LessonFactory(subject=authoring.other_exam.subject)
    body = {"training_subject_id": str(authoring.subject.pk), "training_subject_lesson_id": str(lesson.pk)}

    response = authoring.add_exam("maria", **body, name="Final")

    assert (response.status_code, list(response.json()["errors"])) == (400, ["training_subject_lesson_id"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("training_subject_id", ""), ("training_subject_id", "7"), ("training_subject_id", UNKNOWN_ID),
        ("training_subject_lesson_id", UNKNOWN_ID), ("name", ""), ("name", "x" * 201), ("type", "ORAL"),
        ("score", 101), ("score", -1), ("questions", 0), ("questions", 501), ("minutes", 0), ("minutes", 1441),
        ("attempts", 0), ("attempts", 101), ("attempts", "many"), ("mandatory", "perhaps"), ("show_answers", []),
        ("instructions", "x" * 10_001), ("expiration", "soon"), ("TrainingSubjectExam", "x"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_field_and_stores_nothing(authoring: Authoring, name: str, value: Any) -> None:
    body = {"training_subject_id": str(authoring.subject.pk), "name": "Final"} | {name: value}

    response = authoring.add_exam("maria", **body)

    assert (response.status_code, list(response.json()["errors"])) == (400, [name])
    assert not Exam.objects.filter(subject=authoring.subject).exclude(pk=authoring.exam.pk).exists()


ALLOWED = {"exam": {"maria", "ines"}, "other_exam": {"maria", "tom"}, "foreign_exam": {"otto"}}


@pytest.mark.parametrize("in_form", [False, True], ids=["json", "form"])
@pytest.mark.parametrize("of", ALLOWED)
@pytest.mark.parametrize("act", ["add", "impact"])
def test_everybody_and_every_subject(authoring: Authoring, act: str, of: str, in_form: bool) -> None:
    exam = getattr(authoring, of)
    path, body = {
        "add": (f"{SUBJECTS}/add_exam.json", {"training_subject_id": str(exam.subject.pk), "name": "New"}),
        "impact": (f"{SUBJECTS}/activity_impact.json", {"exam_id": str(exam.pk)}),
    }[act]
    send = authoring.post_form if in_form else authoring.post

    statuses = {who: send(who, path, body).status_code for who in PEOPLE}

    is_out_of_sight = {who: (of == "foreign_exam") != (who == "otto") for who in PEOPLE}
    assert statuses == {
        who: 200 if who in ALLOWED[of] else 403 if who in ("sam", "charles") or not is_out_of_sight[who] else 400
        for who in PEOPLE
    }
    assert Exam.objects.filter(name="New").count() == (len(ALLOWED[of]) if act == "add" else 0)


def test_a_subject_with_many_exams_costs_what_one_with_few_costs(authoring: Authoring, queries_of: Any) -> None:
    def add(name: str) -> None:
        subject = str(authoring.subject.pk)
        assert authoring.add_exam("ines", training_subject_id=subject, name=name).status_code == 200

    add("Before")  # begins the chain of the ledger
    few = queries_of(lambda: add("First"))
    make.ExamFactory.create_batch(30, subject=authoring.subject)
    many = queries_of(lambda: add("Second"))

    assert len(few) == len(many), many
