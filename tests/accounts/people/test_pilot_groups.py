"""Pilot groups (docs/api.md, section 13)."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import PilotGroup
from accounts.people.pilot_groups import create_pilot_group
from core.exceptions import InvalidInput
from records.models import Event
from tests import factories as make
from tests.parallel import run_in_parallel
from tests.world import Client, World, create_client

ADD, INDEX = "/pilot_groups/manager_add.json", "/pilot_groups/manager_index.json"


def build_path(act: str, group: PilotGroup) -> str:
    return f"/pilot_groups/manager_{act}/{group.pk}.json"


@pytest.fixture
def group(world: World) -> PilotGroup:
    group: PilotGroup = make.PilotGroupFactory(company=world.alpine, name="Intake")
    group.members.add(world.sam)
    return group


@pytest.mark.parametrize("format", ["json", "multipart"])
def test_a_group_is_created_with_its_members(world: World, maria: Client, format: str) -> None:
    form = {
        "PilotGroup[name]": " Autumn ",
        "PilotGroup[User][0][id]": world.sam.pk,
        "PilotGroup[User][1]": world.sue.pk,
    }
    tree = {"PilotGroup": {"name": " Autumn ", "User": [{"id": world.sam.pk}, str(world.sue.pk)]}}

    response = maria.post(ADD, tree if format == "json" else form, format=format)

    stored = PilotGroup.objects.get(pk=response.json()["id"])
    assert (stored.name, set(stored.members.all())) == ("Autumn", {world.sam, world.sue})
    event = Event.objects.about(stored).get()
    assert (event.action, json.loads(event.payload)) == (
        "pilot_group.created",
        {"name": "Autumn", "added": [str(world.sam.pk), str(world.sue.pk)]},
    )


def test_a_group_shows_its_members_and_their_groups(world: World, maria: Client, group: PilotGroup) -> None:
    other = make.PilotGroupFactory(company=world.alpine, name="Advanced")
    other.members.add(world.sam)
    make.PilotGroupFactory(company=world.baltic).members.add(world.sam)

    assert maria.get(build_path("view", group)).json()["PilotGroup"] == {
        "PilotGroup": {"id": str(group.pk), "company_id": str(world.alpine.pk), "name": "Intake"},
        "User": [
            {
                "id": str(world.sam.pk), "active": True, "email": "sam@alpine.example", "email_status": True,
                "user_group_id": "190", "UserGroup": {"name": "Student"},
                "UserDetail": {"name": "Sam", "surname": "Student"},
                "PilotGroups": [
                    {"id": str(other.pk), "name": "Advanced"}, {"id": str(group.pk), "name": "Intake"},
                ],
            }
        ],
    }  # fmt: skip
    counts = {
        row["PilotGroup"]["name"]: row["PilotGroup"]["pilot_count"] for row in maria.get(INDEX).json()["pilotGroups"]
    }
    assert counts == {"Advanced": 1, "Intake": 1}


def test_what_is_left_out_of_a_change_stays(world: World, maria: Client, group: PilotGroup) -> None:
    maria.post(build_path("edit", group), {"PilotGroup": {"name": "Winter"}})
    group.refresh_from_db()
    assert (group.name, list(group.members.all())) == ("Winter", [world.sam])

    maria.post(build_path("edit", group), {"PilotGroup": {"User": [world.sue.pk]}})
    group.refresh_from_db()
    assert (group.name, list(group.members.all())) == ("Winter", [world.sue])

    maria.post(build_path("edit", group), {"PilotGroup": {"User": []}})
    assert not group.members.exists()
    assert [json.loads(event.payload) for event in Event.objects.about(group).order_by("seq")] == [
        {"name": ["Intake", "Winter"]},
        {"added": [str(world.sue.pk)], "removed": [str(world.sam.pk)]},
        {"removed": [str(world.sue.pk)]},
    ]


def test_a_change_that_changes_nothing_is_not_recorded(world: World, maria: Client, group: PilotGroup) -> None:
    body = {"PilotGroup": {"name": "Intake", "User": [world.sam.pk]}}

    assert maria.post(build_path("edit", group), body).status_code == 200
    assert not Event.objects.exists()


def test_a_deleted_group_leaves_its_members(world: World, maria: Client, group: PilotGroup) -> None:
    assert maria.post(build_path("delete", group)).json()["result"] is True

    assert not PilotGroup.objects.exists()
    assert Event.objects.get().action == "pilot_group.deleted"
    assert maria.post(build_path("delete", group)).status_code == 404


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": "Intake"}, "name"), ({"name": ""}, "name"), ({"name": "x" * 201}, "name"), ({"name": ["x"]}, "name"),
        ({"User": "x"}, "User"), ({"User": [999_999]}, "User"), ({"User": ["olga"]}, "User"),
        ({"User": list(range(1, 5002))}, "User"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("act", ["add", "edit"])
def test_what_is_wrong_is_refused_by_its_name(
    world: World, maria: Client, group: PilotGroup, act: str, fields: dict[str, Any], name: str
) -> None:
    edited = make.PilotGroupFactory(company=world.alpine, name="Other")
    if fields.get("User") == ["olga"]:
        fields = {"User": [world.olga.pk]}

    response = maria.post(
        ADD if act == "add" else build_path("edit", edited), {"PilotGroup": {"name": "New", **fields}}
    )

    assert response.status_code == 400
    assert all(field.startswith(f"PilotGroup.{name}") for field in response.json()["errors"])
    edited.refresh_from_db()
    assert (edited.name, PilotGroup.objects.count(), edited.members.count()) == ("Other", 2, 0)


@pytest.mark.parametrize("body", [{}, {"PilotGroup": "x"}, {"PilotGroup": []}, {"name": "x"}])
def test_a_body_without_a_group_is_refused(maria: Client, body: dict[str, Any]) -> None:
    response = maria.post(ADD, body)

    assert (response.status_code, list(response.json()["errors"])) == (400, ["PilotGroup"])


def test_another_schools_group_is_as_unknown_as_none(world: World, maria: Client) -> None:
    foreign = make.PilotGroupFactory(company=world.baltic, name="Intake")
    body = {"PilotGroup": {"name": "Taken"}}

    responses = [
        maria.get(build_path("view", foreign)),
        maria.post(build_path("edit", foreign), body),
        maria.post(build_path("edit", foreign), {}),
        maria.post(build_path("delete", foreign)),
    ]
    assert [response.status_code for response in responses] == [404] * 4
    assert maria.post(ADD, {"PilotGroup": {"name": "Intake"}}).status_code == 200


def test_the_chief_instructor_reads_and_managers_write(world: World, group: PilotGroup) -> None:
    reading = [INDEX, build_path("view", group)]
    writing = [ADD, build_path("edit", group), build_path("delete", group)]
    for user, may_read in ((world.charles, 200), (world.ines, 403), (world.sam, 403)):
        client = create_client(user)
        assert {client.get(path).status_code for path in reading} == {may_read}
        assert {client.post(path, {"PilotGroup": {"name": "x"}}).status_code for path in writing} == {403}


def test_thirty_members_take_the_queries_of_one(
    world: World, maria: Client, group: PilotGroup, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> None:
    few = queries_of(lambda: maria.get(build_path("view", group)))
    for _ in range(30):
        user = make.UserFactory(company=world.alpine)
        group.members.add(user)
        make.PilotGroupFactory(company=world.alpine).members.add(user)

    assert len(queries_of(lambda: maria.get(build_path("view", group)))) == len(few)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_groups_created_at_once_under_one_name_one_is_stored() -> None:
    world = World()
    refused: list[InvalidInput] = []

    def create() -> None:
        try:
            create_pilot_group(name="Intake", by=world.maria)
        except InvalidInput as error:
            refused.append(error)

    run_in_parallel([create] * 4)

    assert PilotGroup.objects.filter(name="Intake").count() == 1
    assert [list(error.errors) for error in refused] == [["name"]] * 3
