"""`GET /trainings/exams/index/{type}:{id}.json` (docs/api.md, section 6)."""

from typing import Any

import pytest
from django.utils import timezone

from exams.models import Exam, Option
from tests import factories as make
from tests.exams.exam_setup import UNKNOWN_ID, ExamSetup, Student, fill_bank
from tests.world import create_client
from trainings.models import Subject, Training


def get_index(client: Any, kind: str, id: Any) -> Any:
    return client.get(f"/trainings/exams/index/{kind}:{id}.json")


def list_exams(response: Any) -> list[dict[str, Any]]:
    assert response.status_code == 200, response.content
    return [row["Exam"] for row in response.json()["exams"]]


def test_an_exam_is_told_in_full(exam_setup: ExamSetup, sam: Student) -> None:
    Exam.objects.update(instructions="No books.", expires_at="2027-01-02 03:04:05+00:00")

    assert get_index(sam.client, "subject", exam_setup.exam.subject_id).json() == {
        "exams": [
            {
                "Exam": {
                    "id": str(exam_setup.exam.pk),
                    "name": "Meteorology",
                    "type": "ONLINE",
                    "attempts": 3,
                    "score": 60,
                    "questions": 3,
                    "minutes": 10,
                    "instructions": "No books.",
                    "expiration": "2027-01-02 03:04:05",
                    "show_answers": False,
                    "mandatory": True,
                    "training_subject_id": str(exam_setup.exam.subject_id),
                    "training_subject_lesson_id": None,
                    "access_mode": "FREE",
                    "access_window_days": 10,
                    "available": True,
                    "available_until": None,
                },
                "TrainingQuestion": [],
            }
        ]
    }


def test_a_subject_lists_its_exams_and_gates_a_lesson_its_gates(exam_setup: ExamSetup, sam: Student) -> None:
    gate = exam_setup.add_gate()
    final = make.ExamFactory(subject=gate.subject, name="Final")
    make.ExamFactory(subject=gate.subject, deleted_at=timezone.now())
    make.ExamFactory(subject__training=gate.get_training())

    assert [exam["id"] for exam in list_exams(get_index(sam.client, "subject", gate.subject_id))] == [
        str(final.pk), str(gate.pk),
    ]  # fmt: skip
    assert [exam["id"] for exam in list_exams(get_index(sam.client, "lesson", gate.lesson_id))] == [str(gate.pk)]
    assert [exam["id"] for exam in list_exams(get_index(sam.client, "exam", final.pk))] == [str(final.pk)]
    assert list_exams(get_index(sam.client, "lesson", gate.lesson_id))[0]["training_subject_lesson_id"] == str(
        gate.lesson_id
    )


def test_a_subject_without_exams_lists_none(exam_setup: ExamSetup, sam: Student) -> None:
    empty = make.SubjectFactory(training=exam_setup.exam.get_training())

    assert list_exams(get_index(sam.client, "subject", empty.pk)) == []


def test_the_query_string_asks_the_same(exam_setup: ExamSetup, sam: Student) -> None:
    by_path = get_index(sam.client, "exam", exam_setup.exam.pk)

    assert sam.client.get("/trainings/exams/index.json", {"exam": str(exam_setup.exam.pk)}).content == by_path.content


def test_managers_see_the_live_bank_with_the_solutions(exam_setup: ExamSetup) -> None:
    question = exam_setup.exam.questions.order_by("created_at", "id")[0]
    exam_setup.exam.questions.exclude(pk=question.pk).update(deleted_at=timezone.now())

    (row,) = get_index(create_client(exam_setup.world.maria), "exam", exam_setup.exam.pk).json()["exams"]

    assert row["TrainingQuestion"] == [
        {
            "id": str(question.pk),
            "name": question.text,
            "media": None,
            "TrainingQuestionOption": [
                {"id": str(option.pk), "name": option.text, "value": option.order == 0}
                for option in Option.objects.filter(question=question).order_by("order")
            ],
        }
    ]


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_nobody_else_sees_a_question(exam_setup: ExamSetup, who: str) -> None:
    (row,) = get_index(create_client(getattr(exam_setup.world, who)), "exam", exam_setup.exam.pk).json()["exams"]

    assert row["TrainingQuestion"] == []


@pytest.mark.parametrize(
    ("exam", "training", "available"),
    [
        ({}, {}, True),
        ({"expires_at": "2026-03-18 10:00:00+00:00"}, {}, False),
        ({"expires_at": "2026-03-18 10:00:01+00:00"}, {}, True),
        ({}, {"is_active": False}, False),
        ({"question_count": 5}, {}, True),
        ({"question_count": 6}, {}, False),
        ({"type": "ONSITE"}, {}, False),
    ],
)
def test_available_says_whether_it_can_be_sat(
    exam_setup: ExamSetup, sam: Student, exam: Any, training: Any, available: bool
) -> None:
    Exam.objects.filter(pk=exam_setup.exam.pk).update(**{"name": "Meteorology", **exam})
    Training.objects.update(**{"is_active": True, **training})

    assert list_exams(get_index(sam.client, "exam", exam_setup.exam.pk))[0]["available"] is available


def test_the_type_is_taken_in_any_case(exam_setup: ExamSetup, sam: Student) -> None:
    plain = sam.client.get(f"/trainings/exams/index/subject:{exam_setup.exam.subject_id}.json")

    assert sam.client.get(f"/trainings/exams/index/Subject:{exam_setup.exam.subject_id}.json").content == plain.content


@pytest.mark.parametrize("named", ["school:{id}", "sub_ject:{id}", "subject:{id}/lesson:{id}", "subject:", "{id}"])
def test_another_type_is_400(exam_setup: ExamSetup, sam: Student, named: str) -> None:
    address = f"/trainings/exams/index/{named}.json".format(id=exam_setup.exam.subject_id)

    assert sam.client.get(address).status_code == 400


def test_the_query_string_is_checked_alike(sam: Student) -> None:
    queries: list[dict[str, Any]] = [{"school": UNKNOWN_ID}, {"subject": UNKNOWN_ID, "exam": UNKNOWN_ID}, {}]
    for query in queries:
        assert sam.client.get("/trainings/exams/index.json", query).status_code == 400


def test_the_type_is_named_in_the_refusal(sam: Student) -> None:
    response = get_index(sam.client, "school", UNKNOWN_ID)

    assert (response.status_code, set(response.json()["errors"])) == (400, {"school"})


@pytest.mark.parametrize("kind", ["subject", "lesson", "exam"])
def test_out_of_reach_is_like_nothing(exam_setup: ExamSetup, sam: Student, kind: str) -> None:
    def create_row(subject: Subject, **fields: Any) -> Any:
        return {"lesson": make.LessonFactory, "exam": make.ExamFactory}[kind](subject=subject, **fields)

    foreign = make.SubjectFactory(training__company=exam_setup.world.baltic)
    gone = make.SubjectFactory(training=exam_setup.exam.get_training(), deleted_at=timezone.now())
    if kind != "subject":
        foreign, gone = create_row(foreign), create_row(exam_setup.subject, deleted_at=timezone.now())

    responses = [get_index(sam.client, kind, id) for id in (foreign.pk, gone.pk, UNKNOWN_ID, "x", "1")]

    assert {response.status_code for response in responses} == {404}
    assert len({response.content for response in responses}) == 1


def test_a_training_one_is_not_enrolled_in_is_out_of_reach(exam_setup: ExamSetup) -> None:
    for who in (exam_setup.world.sue, exam_setup.world.tom, exam_setup.world.otto):
        assert get_index(create_client(who), "subject", exam_setup.exam.subject_id).status_code == 404


@pytest.mark.parametrize(("who", "count"), [("sam", 3), ("maria", 5)])
def test_thirty_exams_cost_what_one_costs(exam_setup: ExamSetup, queries_of: Any, who: str, count: int) -> None:
    client = create_client(getattr(exam_setup.world, who))
    one = queries_of(lambda: get_index(client, "subject", exam_setup.exam.subject_id))
    for exam in make.ExamFactory.create_batch(29, subject=exam_setup.exam.subject):
        fill_bank(exam, 3)

    thirty = queries_of(lambda: get_index(client, "subject", exam_setup.exam.subject_id))

    # token, subject, exams with their bank sizes; for managers also questions and options
    assert len(one) == len(thirty) == count, thirty
