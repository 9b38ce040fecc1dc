"""Exams of a whole training over the API: listed, added, put in order, and what students did with them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam
from records.models import Event
from tests import factories as make
from tests.exams.whole_training.conftest import SUBJECTS, WholeTraining
from trainings.models import Training

ORDER = f"{SUBJECTS}/reorder_activities.json"
PEOPLE = ["maria", "charles", "ines", "tom", "sam", "otto"]


def list_names(whole: WholeTraining, who: str = "sam") -> list[str]:
    response = whole.get(who, f"/trainings/exams/index/training:{whole.training.pk}.json")
    assert response.status_code == 200, response.content
    return [row["Exam"]["name"] for row in response.json()["exams"]]


def test_the_index_lists_the_exams_of_the_training_and_not_those_of_subjects(whole: WholeTraining) -> None:
    make.ExamFactory(subject=None, training=whole.training, name="Oral", order=1)
    make.ExamFactory(subject=None, training=whole.training, name="Old", deleted_at=timezone.now())

    assert list_names(whole) == ["Mock exam", "Oral"]
    by_query = whole.get("sam", f"/trainings/exams/index.json?training={whole.training.pk}")
    assert [row["Exam"]["name"] for row in by_query.json()["exams"]] == ["Mock exam", "Oral"]
    [row] = whole.get("sam", f"/trainings/exams/index/exam:{whole.mock.pk}.json").json()["exams"]
    assert (row["Exam"]["training_subject_id"], row["Exam"]["available"], row["TrainingQuestion"]) == (None, True, [])


def test_managers_see_the_questions(whole: WholeTraining) -> None:
    response = whole.get("maria", f"/trainings/exams/index/training:{whole.training.pk}.json")

    assert [len(row["TrainingQuestion"]) for row in response.json()["exams"]] == [5]


@pytest.mark.parametrize("who", [*PEOPLE, "sue"])
@pytest.mark.parametrize("path", ["index/training:{training}", "index/exam:{exam}"])
def test_who_sees_the_training_sees_its_exams(whole: WholeTraining, path: str, who: str) -> None:
    path = path.format(training=whole.training.pk, exam=whole.mock.pk)

    status = whole.get(who, f"/trainings/exams/{path}.json").status_code

    assert status == (200 if who in ("maria", "charles", "ines", "sam") else 404)


def test_a_manager_adds_exams_in_their_order(whole: WholeTraining) -> None:
    added = whole.add_exam({"name": "Second", "access_mode": "SCHEDULED", "access_window_days": 3, "score": 80})
    whole.add_exam({"name": "Third", "type": "ONSITE"}, in_form=True)

    assert added.status_code == 200, added.content
    exam = Exam.objects.get(pk=added.json()["id"])
    assert (exam.training, exam.subject, exam.is_scheduled, exam.access_window_days) == (whole.training, None, True, 3)
    assert added.json()["Exam"]["training_subject_id"] is None
    assert list_names(whole) == ["Mock exam", "Second", "Third"]
    event = Event.objects.get(action="exam.added", object_id=str(exam.pk))
    assert str(whole.training.pk) in event.payload


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({"training_id": ""}, {"training_subject_id"}),
        ({"training_id": "7"}, {"training_id"}),
        ({"training_id": "01900000-0000-7000-8000-000000000000"}, {"training_id"}),
        ({"training_subject_id": "subject"}, {"training_subject_id", "training_id"}),
        ({"training_subject_lesson_id": "lesson"}, {"training_subject_lesson_id"}),
        ({"access_mode": "NEVER"}, {"access_mode"}),
        ({"access_window_days": 367}, {"access_window_days"}),
    ],
)
def test_a_refusal_names_the_field(whole: WholeTraining, body: dict[str, Any], names: set[str]) -> None:
    ids = {"subject": str(whole.subject.pk), "lesson": str(whole.lesson.pk)}

    response = whole.add_exam({"name": "New", **{name: ids.get(value, value) for name, value in body.items()}})

    assert (response.status_code, set(response.json()["errors"])) == (400, names)
    assert not Exam.objects.filter(name="New").exists()


def test_their_order_is_complete_and_theirs_alone(whole: WholeTraining) -> None:
    oral = make.ExamFactory(subject=None, training=whole.training, name="Oral", order=9)
    training = str(whole.training.pk)

    def reorder(*rows: Exam, **more: Any) -> Any:
        items = [str(row.pk) for row in rows]
        return whole.post("maria", ORDER, {"training_id": training, "items": items, **more})

    assert reorder(oral, whole.mock).json() == {"result": True}
    assert list_names(whole) == ["Oral", "Mock exam"]
    assert Event.objects.get(action="syllabus.reordered").object_id == training
    for rows in ([oral], [oral, whole.mock, whole.final], [oral, oral]):
        assert set(reorder(*rows).json()["errors"]) == {"items"}
    assert set(reorder(oral, whole.mock, id=str(whole.subject.pk)).json()["errors"]) == {"id", "training_id"}
    subject = whole.post("maria", ORDER, {"id": str(whole.subject.pk), "items": [str(whole.mock.pk)]})
    assert set(subject.json()["errors"]) == {"items"}


def test_impact_counts_what_students_did(whole: WholeTraining) -> None:
    make.AttemptFactory(enrollment=whole.enrollment, exam=whole.mock, is_passed=True, score=80)
    make.ClassSessionFactory(subject=whole.subject, exam=whole.mock)

    response = whole.post("maria", f"{SUBJECTS}/activity_impact.json", {"exam_id": str(whole.mock.pk)})

    assert response.json()["impact"] == {
        "studentsCompleted": 1, "studentsTouched": 1, "examAttempts": 1, "sessions": 1,
        "activityIds": [str(whole.mock.pk)],
    }  # fmt: skip


@pytest.mark.parametrize("in_form", [False, True], ids=["json", "form"])
@pytest.mark.parametrize("own", [True, False], ids=["own school", "other school"])
@pytest.mark.parametrize("act", ["add", "order", "impact", "question"])
def test_only_managers_of_the_school_write_them(whole: WholeTraining, act: str, own: bool, in_form: bool) -> None:
    training: Training = whole.training if own else make.TrainingFactory(company=whole.world.baltic)
    exam = whole.mock if own else make.ExamFactory(subject=None, training=training)
    options = [{"name": "So", "value": True}, {"name": "Not so", "value": False}]
    question = {"exam_id": str(exam.pk), "name": "Why?", "TrainingQuestionOption": options}
    requests: dict[str, tuple[str, dict[str, Any]]] = {
        "add": (f"{SUBJECTS}/add_exam.json", {"training_id": str(training.pk), "name": "New"}),
        "order": (ORDER, {"training_id": str(training.pk), "items": str(exam.pk)}),
        "impact": (f"{SUBJECTS}/activity_impact.json", {"exam_id": str(exam.pk)}),
        "question": ("/manager/trainings/questions/create.json", question),
    }
    path, body = requests[act]
    is_flat = in_form and act != "question"

    statuses = {who: whole.post(who, path, body, is_flat).status_code for who in PEOPLE}

    # Ines teaches in the training, and Tom nothing at all.
    expected = {"maria": 200, "charles": 403, "ines": 403, "tom": 403, "sam": 403, "otto": 400}
    if not own:
        expected |= {"maria": 400, "ines": 400, "otto": 200}
    assert statuses == expected


def test_thirty_exams_cost_what_one_costs(whole: WholeTraining, queries_of: Any) -> None:
    calls: dict[str, Callable[[], Any]] = {
        "index": lambda: list_names(whole, "maria"),
        "view": lambda: whole.get("sam", f"/trainings/trainings/view/{whole.enrollment.pk}.json"),
        "mine": lambda: whole.get("sam", "/trainings.json"),
        "add": lambda: whole.add_exam({"name": "New"}),
    }
    calls["add"]()  # begins the chain of the ledger
    few = {name: len(queries_of(call)) for name, call in calls.items()}
    make.ExamFactory.create_batch(30, subject=None, training=whole.training)

    assert {name: len(queries_of(call)) for name, call in calls.items()} == few
