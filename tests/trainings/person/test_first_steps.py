"""The documented first steps of a client, by JSON and by form: log in, who am I, what can be picked, schedule a class
with what was picked (docs/api.md, sections 2, 5, 10 and 13)."""

from typing import Any
from urllib.parse import urlencode

import pytest

from onsite.models import ClassSession
from tests import factories as make
from tests.contract.styles import FORM, iterate_brackets
from tests.factories import PASSWORD
from tests.world import Client, World


def send(client: Client, path: str, body: dict[str, Any], style: str) -> Any:
    if style == "json":
        response = client.post(path, body, format="json")
    else:
        pairs = [(name.replace("[0]", "[]"), value) for name, value in iterate_brackets(body)]
        response = client.post(path, urlencode(pairs), content_type=FORM)
    assert response.status_code == 200, response.content
    return response.json()


def read(client: Client, path: str) -> Any:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


@pytest.mark.parametrize("style", ["json", "form"])
def test_a_client_schedules_a_class_with_what_the_pickers_gave(world: World, style: str) -> None:
    world.maria.set_password(PASSWORD)
    world.maria.save()
    make.LocationFactory(company=world.alpine, name="Room 1")
    training = make.TrainingFactory(company=world.alpine, type="ONSITE")
    make.LessonFactory(subject__training=training)
    make.EnrollmentFactory(training=training, user=world.sam)
    make.PilotGroupFactory(company=world.alpine, name="Intake").members.add(world.sam)

    login = send(Client(), "/login.json", {"email": world.maria.email, "password": PASSWORD}, style)["response"]
    client = Client(login["token"])
    assert read(client, "/users/view.json")["User"]["user_group_id"] == "135"
    teachers = read(client, "/manager/trainings/subjects/teachers.json")["users"]["Instructor"]
    teacher_id = next(id for id, name in teachers.items() if name == "Ines Instructor")
    location = read(client, "/trainings/locations.json")["locations"][0]["Location"]
    people = read(client, "/manager/users/list.json")
    group = read(client, "/pilot_groups/manager_index.json")["pilotGroups"][0]["PilotGroup"]
    members = read(client, f"/pilot_groups/manager_view/{group['id']}.json")["PilotGroup"]["User"]
    chosen = read(client, "/manager/trainings.json")["trainings"][0]["Training"]
    view = read(client, f"/trainings/trainings/view/{chosen['id']}.json")["training"]
    subject = view["Training"]["TrainingSubject"][0]
    plan = {
        "training_subject_id": subject["id"],
        "training_subject_lesson_id": subject["TrainingSubjectLesson"][0]["id"],
        "start": "2026-04-01 10:00:00",
        "teacher_id": teacher_id,
        "students": [member["id"] for member in members if member["id"] in people],
        "location_id": location["id"],
    }

    scheduled = send(client, "/manager/trainings/onsite/class.json", plan, style)["class"]["LessonClass"]

    stored = ClassSession.objects.get(pk=scheduled["id"])
    assert (stored.teacher, stored.location_id is not None) == (world.ines, True)
    assert [row.enrollment.user for row in stored.attendances.all()] == [world.sam]
