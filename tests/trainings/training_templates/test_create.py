"""`POST /manager/trainings/trainings/create.json`: input, response and errors (docs/api.md, section 8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from records.models import Event
from tests import factories as make
from tests.trainings.training_templates.conftest import CREATE, NOBODY
from tests.world import Client, World, create_api_client, create_client
from trainings.models import Subject, Training


def test_an_empty_training_has_the_defaults_and_the_shape_of_the_managers_list(world: World, maria: Client) -> None:
    body = maria.post(CREATE, {"name": "  Night rating ", "type": "ONSITE"}).json()

    training = Training.objects.get()
    assert body == {
        "result": True,
        "id": str(training.pk),
        "Training": {
            "id": str(training.pk),
            "name": "Night rating",
            "type": "ONSITE",
            "active": True,
            "theory": True,
            "flights": False,
            "flights_count": 0,
            "competencies": False,
            "metrics": False,
            "announcement": None,
            "start": None,
            "end": None,
            "color": "#2f6fb0",
            "created": "2026-03-18",
            "students_count": 0,
            "subjects_count": 0,
            "revision": None,
            "revision_state": None,
        },
    }
    assert training.company == world.alpine
    assert not training.is_template
    assert maria.get("/manager/trainings.json").json()["trainings"] == [{"Training": body["Training"]}]


def test_flags_are_taken_as_given(maria: Client) -> None:
    fields = {"theory": 0, "flights": "on", "competencies": "true"}

    training = maria.post(CREATE, {"name": "Aerobatics", "type": "ONSITE", **fields}).json()["Training"]

    assert (training["theory"], training["flights"], training["competencies"]) == (False, True, True)


def test_a_form_creates_like_json(maria: Client) -> None:
    form = "data[name]=Night+rating&data[type]=REMOTE&data[flights]=1&data[template_id]="

    response = maria.post(CREATE, form, content_type="application/x-www-form-urlencoded")

    assert response.json()["Training"]["type"] == "REMOTE"
    assert Training.objects.get().has_flights


def test_creating_is_written_into_the_ledger(world: World, maria: Client, own_template: Training) -> None:
    training_id = maria.post(CREATE, {"name": "PPL 2026", "type": "ONSITE", "template_id": str(own_template.pk)}).json()

    event = Event.objects.get()
    assert (event.action, event.object_id) == ("training.created", training_id["id"])
    assert (event.company_id, event.actor) == (world.alpine.pk, world.maria)
    assert str(own_template.pk) in event.payload


def test_an_api_key_of_a_manager_creates(world: World) -> None:
    response = create_api_client(world.maria).post(CREATE, {"name": "Night rating", "type": "ONSITE"})

    assert response.status_code == 200


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": None}, "name"),
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": True}, "name"),
        ({"name": ["PPL"]}, "name"),
        ({"type": None}, "type"),
        ({"type": ""}, "type"),
        ({"type": "EVENING"}, "type"),
        ({"type": {"a": 1}}, "type"),
        ({"theory": "perhaps"}, "theory"),
        ({"flights": 2}, "flights"),
        ({"competencies": []}, "competencies"),
        ({"template_id": "x"}, "template_id"),
        ({"template_id": 12}, "template_id"),
        ({"template_id": NOBODY}, "template_id"),
    ],
)
def test_bad_input_names_the_field_and_creates_nothing(maria: Client, fields: Any, field: str) -> None:
    response = maria.post(CREATE, {"name": "PPL", "type": "ONSITE", **fields})

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == [field], response.content
    assert not Training.objects.exists()
    assert not Event.objects.exists()


def test_name_and_type_are_required(maria: Client) -> None:
    response = maria.post(CREATE, {})

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"name", "type"}


def test_another_schools_template_is_answered_like_an_unknown_one(world: World, maria: Client) -> None:
    foreign = make.SubjectFactory(training__company=world.baltic, training__is_template=True).training
    ask = {"name": "PPL", "type": "ONSITE"}

    responses = [maria.post(CREATE, {**ask, "template_id": id}) for id in (str(foreign.pk), NOBODY)]

    assert [response.status_code for response in responses] == [400, 400]
    assert responses[0].content == responses[1].content
    assert list(Training.objects.all()) == [foreign]


def test_an_ordinary_training_is_no_template(world: World, maria: Client) -> None:
    training = make.TrainingFactory(company=world.alpine)

    response = maria.post(CREATE, {"name": "PPL", "type": "ONSITE", "template_id": str(training.pk)})

    assert "template_id" in response.json()["errors"]


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_create(world: World, who: str) -> None:
    response = create_client(getattr(world, who)).post(CREATE, {"name": "PPL", "type": "ONSITE"})

    assert response.status_code == 403
    assert not Training.objects.exists()


def test_there_is_only_a_post(maria: Client) -> None:
    assert maria.get(CREATE).status_code == maria.head(CREATE).status_code == 405


# --- what a template gives


def test_what_is_given_wins_and_the_rest_is_the_templates(maria: Client, own_template: Training) -> None:
    ask = {"name": "PPL evening", "type": "REMOTE", "flights": False, "template_id": str(own_template.pk)}

    row = maria.post(CREATE, ask).json()["Training"]

    training = Training.objects.without_templates().get()
    assert (row["name"], row["type"], row["flights"]) == ("PPL evening", "REMOTE", False)
    assert (row["theory"], row["competencies"], row["metrics"], row["color"]) == (True, True, True, "#112233")
    assert (row["subjects_count"], row["flights_count"], row["students_count"]) == (2, 2, 0)
    for column in (
        "description",
        "validity_days",
        "auto_finish",
        "tracks_time_online",
        "requires_debriefing_signature",
    ):
        assert getattr(training, column) == getattr(own_template, column)


def test_the_copy_is_an_open_training_whatever_the_templates_run_was(maria: Client, own_template: Training) -> None:
    long_ago = timezone.now() - timedelta(days=400)
    Training.objects.update(
        is_active=False,
        starts_on="2024-01-01",
        ends_on="2024-06-30",
        announcement="Exam on Monday",
        created_at=long_ago,
    )

    row = maria.post(CREATE, {"name": "PPL", "type": "ONSITE", "template_id": str(own_template.pk)}).json()["Training"]

    assert (row["active"], row["start"], row["end"], row["announcement"]) == (True, None, None, None)
    assert row["created"] == "2026-03-18"
    assert not Training.objects.get(name="PPL").is_template


def test_teachers_and_manager_come_from_the_schools_own_template(
    world: World, maria: Client, own_template: Training
) -> None:
    maria.post(CREATE, {"name": "PPL", "type": "ONSITE", "template_id": str(own_template.pk)})

    training = Training.objects.without_templates().get()
    assert training.manager == world.charles
    assert {subject.teacher for subject in training.subjects.all()} == {world.ines}


def test_nobody_comes_from_a_shipped_template(world: World, maria: Client, shipped_template: Training) -> None:
    Subject.objects.update(teacher=world.otto)
    Training.objects.update(manager=world.otto)

    maria.post(CREATE, {"name": "PPL", "type": "ONSITE", "template_id": str(shipped_template.pk)})

    training = Training.objects.without_templates().get()
    assert (training.company, training.manager) == (world.alpine, None)
    assert {subject.teacher for subject in training.subjects.all()} == {None}


def test_what_is_made_can_be_worked_with_at_once(world: World, maria: Client, shipped_template: Training) -> None:
    id = maria.post(CREATE, {"name": "PPL", "type": "DISTANCE", "template_id": str(shipped_template.pk)}).json()["id"]

    enrolled = maria.post("/manager/trainings/students/enroll.json", {"training_id": id, "students": [world.sam.pk]})

    assert enrolled.json()["results"][str(world.sam.pk)]
    view = create_client(world.sam).get(f"/trainings/trainings/view/{id}.json").json()["training"]
    assert [subject["code"] for subject in view["Training"]["TrainingSubject"]] == ["050", "061"]
