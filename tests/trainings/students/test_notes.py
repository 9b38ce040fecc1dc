"""`POST /manager/trainings/students/notes.json` (docs/api.md, section 7)."""

import json
from typing import Any

import pytest

from records.models import Event
from tests import factories as make
from tests.world import Client, World, create_api_client, create_client
from trainings.models import Enrollment

ADDRESS = "/manager/trainings/students/notes.json"
NOBODY = "01900000-0000-7000-8000-000000000000"


def test_notes_are_replaced_and_answered(maria: Client, enrollment: Enrollment, frozen_clock: Any) -> None:
    frozen_clock.shift(60)

    response = maria.post(ADDRESS, {"id": str(enrollment.pk), "notes": "Nervous on the radio"})

    assert response.json() == {
        "result": True,
        "TrainingsUser": {
            "id": str(enrollment.pk), "notes": "Nervous on the radio", "modified": "2026-03-18 10:01:00",
        },
    }  # fmt: skip
    enrollment.refresh_from_db()
    assert enrollment.notes == "Nervous on the radio"


def test_notes_can_be_emptied_and_are_kept_as_written(maria: Client, enrollment: Enrollment) -> None:
    for notes in ["  two\nlines ", "x" * 10_000, ""]:
        response = maria.post(ADDRESS, {"id": str(enrollment.pk), "notes": notes})
        assert response.json()["TrainingsUser"]["notes"] == notes
        assert Enrollment.objects.get().notes == notes


def test_the_ledger_shows_that_they_changed_not_what_they_say(
    world: World, maria: Client, enrollment: Enrollment
) -> None:
    for notes in ["Nervous", "Nervous", "Calm"]:
        maria.post(ADDRESS, {"id": str(enrollment.pk), "notes": notes})

    first, second = Event.objects.filter(action="notes.changed").order_by("seq")
    assert first.actor == world.maria
    assert first.object_id == str(enrollment.pk)
    assert json.loads(first.payload)["after"] == json.loads(second.payload)["before"]
    assert "Nervous" not in first.payload + second.payload


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"id": NOBODY}, "id"), ({"id": "x"}, "id"), ({"id": None}, "id"), ({"id": 7}, "id"),
        ({"notes": "x" * 10_001}, "notes"), ({"notes": {"a": 1}}, "notes"), ({"notes": None}, "notes"),
        ({"notes": True}, "notes"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field_and_changes_nothing(
    maria: Client, enrollment: Enrollment, fields: Any, field: str
) -> None:
    body = {"id": str(enrollment.pk), "notes": "Calm", **fields}

    response = maria.post(ADDRESS, body, format="json")

    assert response.status_code == 400, response.content
    assert set(response.json()["errors"]) == {field}
    assert Enrollment.objects.get().notes == ""
    assert not Event.objects.filter(action="notes.changed").exists()


def test_both_fields_are_required(maria: Client) -> None:
    assert set(maria.post(ADDRESS, {}).json()["errors"]) == {"id", "notes"}


def test_another_schools_enrollment_is_as_unknown_as_none(world: World, maria: Client) -> None:
    foreign = make.EnrollmentFactory(training=make.TrainingFactory(company=world.baltic), user=world.olga)

    responses = [maria.post(ADDRESS, {"id": str(id), "notes": "x"}) for id in (foreign.pk, NOBODY)]

    assert responses[0].status_code == 400
    assert responses[0].content == responses[1].content


def test_nobody_writes_about_oneself(world: World, maria: Client) -> None:
    own = make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.maria)

    assert maria.post(ADDRESS, {"id": str(own.pk), "notes": "Brilliant"}).status_code == 403


@pytest.mark.parametrize("who", ["charles", "ines", "sam"])
def test_only_managers_write_notes(world: World, enrollment: Enrollment, who: str) -> None:
    client = create_client(getattr(world, who))

    assert client.post(ADDRESS, {"id": str(enrollment.pk), "notes": "x"}).status_code == 403
    assert client.get(ADDRESS).status_code == 403


def test_only_post_and_a_managers_key_may(world: World, maria: Client, enrollment: Enrollment) -> None:
    assert maria.get(ADDRESS).status_code == 405
    key = create_api_client(world.maria)
    assert key.post(ADDRESS, {"id": str(enrollment.pk), "notes": "By a program"}).status_code == 200
    assert Event.objects.get(action="notes.changed").actor_kind == "key"
