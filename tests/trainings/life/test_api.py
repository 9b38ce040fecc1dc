"""What the API says of an enrollment that is paused, withdrawn or credited; documented keys keep their meaning."""

from typing import Any

import pytest

from tests.trainings.life.conftest import School
from tests.trainings.life.test_pausing import pause
from tests.trainings.life.test_withdrawing import withdraw
from tests.world import create_client

LIST = "/manager/trainings/students/list"


def view_training(school: School, row: Any) -> Any:
    return create_client(school.world.sam).get(f"/trainings/trainings/view/{row.pk}.json").json()["training"]


@pytest.mark.parametrize(
    ("act", "state", "withdrawn", "paused"),
    [(withdraw, "WITHDRAWN", "2026-03-18", None), (pause, "PAUSED", None, "2026-03-18")],
    ids=["withdrawn", "paused"],
)
def test_the_state_and_its_day_are_everywhere(
    school: School, act: Any, state: str, withdrawn: Any, paused: Any
) -> None:
    row = school.enroll_sam()
    act(school, row)

    shown = view_training(school, row)["TrainingsUser"]
    (listed,) = create_client(school.world.maria).get(f"{LIST}.json").json()["students"]
    (mine,) = create_client(school.world.sam).get("/trainings.json").json()["trainings"]

    for enrollment in (shown, listed["TrainingsUser"]):
        assert (enrollment["state"], enrollment["finished"]) == (state, False)
        assert (enrollment["withdrawn_date"], enrollment["paused_date"]) == (withdrawn, paused)
    training = mine["Training"]
    assert (training["state"], training["finished"], training["finish_date"]) == (state, False, 0)
    # 11:30 UTC: a moment of 18 March in Auckland and in UTC.
    moment = 1_773_790_200 + 3 * 3600
    dates = (training["withdrawn_date"], training["paused_date"])
    assert dates[0 if withdrawn else 1] // 86_400 == moment // 86_400
    assert dates[1 if withdrawn else 0] == 0


@pytest.mark.parametrize(
    ("filter", "names"),
    [
        ("finished:0", ["Ines", "Sam"]),
        ("finished:1", []),
        ("state:ONGOING", ["Ines"]),
        ("state:PAUSED", ["Sam"]),
        ("state:withdrawn", ["Sue"]),
        ("state:", ["Ines", "Sam", "Sue"]),
    ],
)
def test_the_students_list_filters_by_state(school: School, filter: str, names: list[str]) -> None:
    sams, sues, _ = school.enroll(school.world.sam, school.world.sue, school.world.ines)
    pause(school, sams)
    withdraw(school, sues)

    rows = create_client(school.world.maria).get(f"{LIST}/{filter}.json").json()["students"]

    assert [row["User"]["UserDetail"]["name"] for row in rows] == names


def test_an_unknown_state_is_rejected(school: School) -> None:
    response = create_client(school.world.maria).get(f"{LIST}/state:GONE.json")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["state"]


def test_every_item_says_whether_it_is_credited(school: School) -> None:
    row = school.enroll_sam()
    lesson, other = school.lessons
    school.credit(row, [lesson, school.exam, school.mission])
    student = create_client(school.world.sam)

    view = view_training(school, row)
    (subject,) = view["Training"]["TrainingSubject"]
    shown = student.get(f"/trainings/subjects/view/{row.pk}/{school.subject.pk}.json").json()["subject"]
    read = student.get(f"/trainings/lessons/view/{lesson.pk}/{row.pk}.json").json()["lesson"]

    for lessons in (subject["TrainingSubjectLesson"], shown["TrainingSubjectLesson"]):
        credited = {item["id"]: item["credited"] for item in lessons}
        assert credited == {str(lesson.pk): True, str(other.pk): False}
    assert subject["TrainingSubjectExam"][0]["credited"] is True
    assert (shown["TrainingSubjectExam"][0]["credited"], shown["TrainingSubjectExam"][0]["passed"]) == (True, True)
    assert read["TrainingSubjectLesson"]["credited"] is True
    (mission,) = view["Training"]["TrainingFlight"]
    assert (mission["credited"], mission["completed"]) == (True, True)
    assert view["Progress"] == {"total": 3, "completed": 2, "finished": False}
    assert subject["Progress"]["lessons"] == {str(lesson.pk): True, str(other.pk): False}


def test_the_manager_reads_who_credited_what_and_why(school: School) -> None:
    row = school.enroll_sam()
    (credit,) = school.credit(row, [school.mission])

    view = create_client(school.world.maria).get(f"/manager/trainings/students/view/{row.pk}.json").json()

    assert view["Credit"] == [
        {
            "id": str(credit.pk),
            "kind": "MISSION",
            "item_id": str(school.mission.pk),
            "name": school.mission.name,
            "reason": "PPL of another school",
            "created": "2026-03-18 10:00:00",
            "By": view["Credit"][0]["By"],
        }
    ]
    assert view["Credit"][0]["By"]["UserDetail"]["name"] == "Maria"


@pytest.mark.parametrize("act", [pause, withdraw], ids=["paused", "withdrawn"])
def test_studying_is_refused_and_reading_is_not(school: School, act: Any) -> None:
    row = school.enroll_sam()
    act(school, row)
    row.refresh_from_db()
    student = create_client(school.world.sam)
    body = {"lessonId": str(school.lessons[0].pk), "enrollmentId": str(row.pk), "timeSpent": 60}

    refused = student.post("/trainings/lessons/complete.json", body, format="json")
    start = f"/trainings/exams/start/{row.pk}/{school.exam.pk}.json"

    sentence = {"PAUSED": "This training is paused.", "WITHDRAWN": "This training was ended by a withdrawal."}
    assert (refused.status_code, refused.json()["message"]) == (403, sentence[row.state])
    assert student.post(start).status_code == 403
    assert (student.get(start).json()["can_start"], student.get(start).json()["reason"]) == (
        False, sentence[row.state],
    )  # fmt: skip
    assert student.get(f"/trainings/lessons/view/{school.lessons[0].pk}/{row.pk}.json").status_code == 200


def test_a_withdrawn_training_leaves_my_subjects(school: School) -> None:
    row = school.enroll_sam()
    student = create_client(school.world.sam)
    assert len(student.get("/trainings/subjects/mine.json").json()) == 1

    withdraw(school, row)

    assert student.get("/trainings/subjects/mine.json").json() == []
