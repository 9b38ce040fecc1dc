"""`/users/qualifications.json` and `/manager/users/qualifications/…` (docs/api.md, section 13)."""

import uuid
from datetime import date
from typing import Any

import pytest

from instructors.models import Qualification
from records.models import Event
from records.verification.run import verify_company
from tests.instructors.papers import add_paper, days_from_today
from tests.world import World, create_client

OWN = "/users/qualifications.json"
SAVE, DELETE = "/manager/users/qualifications/save.json", "/manager/users/qualifications/delete.json"
EVERYBODY = ("maria", "charles", "ines", "tom", "sam", "otto", "olga")


def build_path(user_id: int) -> str:
    return f"/manager/users/qualifications/{user_id}.json"


@pytest.fixture
def body(world: World) -> dict[str, Any]:
    return {
        "user_id": str(world.ines.pk),
        "kind": "rating",
        "name": " FI(A) ",
        "number": "AT.FCL.17",
        "issued_on": "2025-04-01",
        "valid_until_on": "2026-03-25",
    }


@pytest.mark.parametrize("format", ["json", "multipart"])
def test_a_manager_adds_a_qualification(world: World, body: dict[str, Any], format: str) -> None:
    response = create_client(world.maria).post(SAVE, body, format=format)

    row = Qualification.objects.get()
    assert response.json() == {
        "result": True,
        "Qualification": {
            "id": str(row.pk),
            "user_id": str(world.ines.pk),
            "kind": "RATING",
            "name": "FI(A)",
            "number": "AT.FCL.17",
            "issued_on": "2025-04-01",
            "valid_until_on": "2026-03-25",
            "blocks_signing": True,
            "state": "expiring",
            "days_left": 7,
            "document_digest": None,
        },
    }
    event = Event.objects.get()
    assert (event.action, event.object_id, event.actor) == ("qualification.added", str(row.pk), world.maria)
    assert verify_company(world.alpine).findings == []


@pytest.mark.parametrize("format", ["json", "multipart"])
def test_a_manager_changes_one_and_only_what_changes_is_recorded(
    world: World, body: dict[str, Any], format: str
) -> None:
    client = create_client(world.maria)
    row = add_paper(world, world.ines, date(2026, 3, 25), kind="RATING", name="FI(A)", number="AT.FCL.17")
    changed = {**body, "id": str(row.pk), "issued_on": "", "valid_until_on": "2027-03-25"}

    for _ in range(2):
        assert client.post(SAVE, changed, format=format).status_code == 200

    event = Event.objects.get(action="qualification.changed")
    assert '"changes":{"valid_until":["2026-03-25","2027-03-25"]}' in event.payload
    assert verify_company(world.alpine).findings == []


@pytest.mark.parametrize("format", ["json", "multipart"])
def test_a_manager_removes_one_with_a_reason_and_it_stays_on_record(world: World, format: str) -> None:
    row = add_paper(world, world.ines, days_from_today(5))
    client = create_client(world.maria)
    assert client.post(DELETE, {"id": str(row.pk), "reason": " "}, format=format).status_code == 400

    assert client.post(DELETE, {"id": str(row.pk), "reason": "Mistyped"}, format=format).json() == {"result": True}

    row.refresh_from_db()
    assert (row.removed_by, row.removal_reason) == (world.maria, "Mistyped")
    assert client.get(build_path(world.ines.pk)).json()["qualifications"] == []
    again = client.post(DELETE, {"id": str(row.pk), "reason": "Mistyped"}, format=format)
    assert (again.status_code, again.json()["message"]) == (409, "This qualification is removed already.")
    assert verify_company(world.alpine).findings == []


@pytest.mark.parametrize("format", ["json", "multipart"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_only_managers_of_the_school_write(world: World, body: dict[str, Any], who: str, format: str) -> None:
    row = add_paper(world, world.ines, days_from_today(5))
    client = create_client(getattr(world, who))
    expected = {"maria": 200, "otto": 400}.get(who, 403)

    responses = [
        client.post(SAVE, body, format=format),
        client.post(SAVE, {**body, "id": str(row.pk)}, format=format),
        client.post(DELETE, {"id": str(row.pk), "reason": "Mistyped"}, format=format),
    ]

    assert [response.status_code for response in responses] == [expected] * 3
    if who == "otto":
        fields = [sorted(response.json()["errors"]) for response in responses]
        assert fields == [["user_id"], ["id"], ["id"]]
        unknown = client.post(DELETE, {"id": str(uuid.uuid4()), "reason": "Mistyped"}, format=format)
        assert unknown.json() == responses[2].json()


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_managers_of_the_school_read_those_of_others(world: World, who: str) -> None:
    add_paper(world, world.ines, days_from_today(5))

    response = create_client(getattr(world, who)).get(build_path(world.ines.pk))

    assert response.status_code == {"maria": 200, "otto": 404}.get(who, 403)
    if who == "maria":
        assert response.json()["User"]["id"] == str(world.ines.pk)
        assert [row["name"] for row in response.json()["qualifications"]] == ["Medical class 1"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_whoever_may_teach_reads_the_own_ones_alone(world: World, who: str) -> None:
    add_paper(world, world.ines, days_from_today(5))
    add_paper(world, world.tom, days_from_today(5), name="Tom's medical")

    response = create_client(getattr(world, who)).get(OWN)

    if who in ("sam", "olga"):
        assert response.status_code == 403
    else:
        names = {"ines": ["Medical class 1"], "tom": ["Tom's medical"]}
        assert [row["name"] for row in response.json()["qualifications"]] == names.get(who, [])


def test_each_state_is_told(world: World) -> None:
    add_paper(world, world.ines, days_from_today(-1), name="A")
    add_paper(world, world.ines, days_from_today(0), name="B")
    add_paper(world, world.ines, days_from_today(60), name="C")
    add_paper(world, world.ines, days_from_today(61), name="D")
    add_paper(world, world.ines, None, name="E")
    add_paper(world, world.ines, days_from_today(-30), name="E")
    removed = add_paper(world, world.ines, None, name="F")
    create_client(world.maria).post(DELETE, {"id": str(removed.pk), "reason": "Mistyped"})

    rows = create_client(world.ines).get(OWN).json()["qualifications"]

    assert [(row["name"], row["state"], row["days_left"]) for row in rows] == [
        ("A", "expired", -1),
        ("B", "expiring", 0),
        ("C", "expiring", 60),
        ("D", "valid", 61),
        ("E", "valid", None),
        ("E", "replaced", -30),
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "LICENCE"}, "kind"),
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"number": "x" * 61}, "number"),
        ({"valid_until_on": "2025-03-31"}, "valid_until_on"),
        ({"valid_until_on": "soon"}, "valid_until_on"),
        ({"user_id": ""}, "user_id"),
        ({"user_id": "SAM"}, "user_id"),
        ({"id": "00000000-0000-7000-8000-000000000000"}, "id"),
    ],
)
def test_senseless_input_is_refused_by_field(
    world: World, body: dict[str, Any], fields: dict[str, str], field: str
) -> None:
    """A student has no qualifications of an instructor."""
    fields = {name: str(world.sam.pk) if value == "SAM" else value for name, value in fields.items()}
    for format in ("json", "multipart"):
        response = create_client(world.maria).post(SAVE, {**body, **fields}, format=format)
        assert (response.status_code, list(response.json()["errors"])) == (400, [field])
    assert not Qualification.objects.exists()


def test_a_qualification_does_not_change_hands(world: World, body: dict[str, Any]) -> None:
    row = add_paper(world, world.ines, days_from_today(5))

    response = create_client(world.maria).post(SAVE, {**body, "id": str(row.pk), "user_id": world.tom.pk})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["user_id"])


def test_thirty_cost_what_one_costs(world: World, queries_of: Any) -> None:
    client, maria = create_client(world.ines), create_client(world.maria)
    add_paper(world, world.ines, days_from_today(5))
    paths = [(client, OWN), (maria, build_path(world.ines.pk))]
    for each, path in paths:
        each.get(path)
    few = [len(queries_of(lambda each=each, path=path: each.get(path))) for each, path in paths]
    for number in range(30):
        add_paper(world, world.ines, days_from_today(number), name=f"Rating {number}")

    assert [len(queries_of(lambda each=each, path=path: each.get(path))) for each, path in paths] == few
