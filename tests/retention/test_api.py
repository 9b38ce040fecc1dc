"""A person's own requests over the API (docs/api.md, section 12)."""

from typing import Any

import pytest

from retention.models import DataRequest
from retention.requests.opening import ask
from tests.world import Client, World, create_api_client, create_client

LIST, ASK = "/users/data_requests.json", "/users/data_request.json"


@pytest.mark.parametrize("person", ["sam", "ines", "charles", "maria"])
@pytest.mark.parametrize("options", [{"format": "json"}, {}])
def test_everybody_asks_for_the_own_data(world: World, person: str, options: dict[str, Any]) -> None:
    user = getattr(world, person)
    response = create_client(user).post(ASK, {"kind": "ACCESS"}, **options)

    assert response.status_code == 200, response.content
    request = DataRequest.objects.get()
    assert (request.user, request.kind) == (user, "ACCESS")
    assert response.json()["result"] == {
        "id": str(request.pk),
        "kind": "ACCESS",
        "received": "2026-03-18",
        "due": "2026-04-18",
        "answered": None,
        "answer": None,
    }


def test_people_see_their_own_requests_alone(world: World) -> None:
    asked = ask(kind="ERASURE", by=world.sam)
    assert [row["id"] for row in create_client(world.sam).get(LIST).json()["requests"]] == [str(asked.pk)]
    for other in (world.sue, world.maria, world.olga):
        assert create_client(other).get(LIST).json() == {"requests": []}


def test_a_second_request_and_an_unknown_kind_are_refused(world: World) -> None:
    client = create_client(world.sam)
    assert client.post(ASK, {"kind": "ERASURE"}, format="json").status_code == 200
    assert client.post(ASK, {"kind": "ERASURE"}, format="json").status_code == 409
    for body in ({}, {"kind": "ALL"}, {"kind": ["ACCESS"]}):
        response = client.post(ASK, body, format="json")
        assert response.status_code == 400
        assert "kind" in response.json()["errors"]


def test_nobody_without_a_login_asks_and_no_api_key(world: World) -> None:
    assert Client().post(ASK, {"kind": "ACCESS"}, format="json").status_code == 401
    assert Client().get(LIST).status_code == 401
    program = create_api_client(world.sam)
    assert program.post(ASK, {"kind": "ACCESS"}, format="json").status_code == 403
    assert program.get(LIST).status_code == 200
