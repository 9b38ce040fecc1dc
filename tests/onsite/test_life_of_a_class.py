"""A class from its scheduling to its second signature, as its people see it over HTTP."""

import json
from typing import Any

from onsite.classes.content import read_class_content
from onsite.models import ClassSession
from records.models import Event, Signature
from records.verification.run import verify_company
from tests import factories as make
from tests.onsite.conftest import CLASS, SAVE, SIGN, STORE, UNSIGN, GroundSchool
from tests.world import World, create_client


def get_progress(client: Any) -> dict[str, Any]:
    (row,) = client.get("/trainings.json").json()["trainings"]
    progress: dict[str, Any] = row["Training"]["Lessons"]
    return progress


def test_the_whole_life_of_a_class(world: World, ground_school: GroundSchool, frozen_clock: Any) -> None:
    lesson = make.LessonFactory(subject=ground_school.subject, name="Icing")
    maria, ines, sam = create_client(world.maria), create_client(world.ines), create_client(world.sam)

    # The manager schedules it for tomorrow; the student gets a message and sees it in My Trainings.
    plan = ground_school.build_plan(
        training_subject_lesson_id=str(lesson.pk), students=f"{world.sam.pk},{world.sue.pk}", notify=True
    )
    scheduled = maria.post(CLASS, plan).json()
    id = scheduled["class"]["LessonClass"]["id"]
    assert sam.get("/messages/messages/unread.json").json()["messages"][0]["Message"]["url"].endswith(f"{id}.json")
    assert id in [row["LessonClass"]["id"] for row in sam.get("/trainings.json").json()["myClasses"]]
    marks = {"class_id": id, "attendance": {world.sam.pk: 1}}
    assert ines.post(STORE, marks).status_code == 409  # too early

    # The day after next, Ines records, evaluates and signs. Sue has not been seen.
    frozen_clock.shift(24 * 3600)
    assert get_progress(sam) == {"total": 2, "completed": 0, "finished": False}
    assert ines.post(STORE, marks).status_code == 200
    evaluated = {
        "class_id": id,
        "student_id": world.sam.pk,
        "remarks": "Good.",
        "metrics": {str(ground_school.metric.pk): "4"},
    }
    assert ines.post(SAVE, evaluated).status_code == 200
    signed = {"classId": id, "password": make.PASSWORD}
    assert ines.post(SIGN, signed).status_code == 200
    assert get_progress(sam) == {"total": 2, "completed": 1, "finished": False}
    assert get_progress(create_client(world.sue))["completed"] == 0

    # Now it is locked for everybody.
    marks["attendance"] = {str(world.sue.pk): 1}
    delete = f"/manager/trainings/onsite/delete_class/{id}/true.json"
    for refused in (ines.post(STORE, marks), maria.post(STORE, marks), ines.post(SAVE, evaluated)):
        assert refused.status_code == 409
    assert maria.post(CLASS, {**plan, "id": id}).status_code == maria.post(delete).status_code == 409
    assert sam.get(f"/trainings/onsite/class/{id}.json").json()["class"]["LessonClass"]["status"] == "closed"

    # Sue was there after all: the manager opens it, corrects, and Ines signs again.
    assert maria.post(UNSIGN, {"classId": id, "reason": "Sue was there."}).status_code == 200
    assert maria.post(STORE, marks).status_code == 200
    assert ines.post(SIGN, signed).status_code == 200
    assert get_progress(create_client(world.sue))["completed"] == 1

    # Both signatures are on record, each with what it was given for, and the ledger is whole.
    first, second = Signature.objects.order_by("version")
    assert [student["present"] for student in json.loads(first.content)["students"]] == [True, False]
    assert [student["present"] for student in json.loads(second.content)["students"]] == [True, True]
    assert (first.version, second.version, first.revocation.reason) == (1, 2, "Sue was there.")
    assert json.loads(second.content) == read_class_content(ClassSession.objects.get(pk=id))
    assert list(Event.objects.values_list("action", flat=True)) == [
        "class.scheduled", "attendance.stored", "evaluation.saved", "class.signed", "signature.added",
        "class.unsigned", "signature.revoked", "attendance.stored", "class.signed", "signature.added",
    ]  # fmt: skip
    report = verify_company(world.alpine)
    assert (report.findings, report.unverifiable, report.signatures) == ([], 0, 2)
