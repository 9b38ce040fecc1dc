"""GETs that change state (docs/api.md, section 1, Safe methods)."""

from typing import Any

import pytest

from accounts.models import Token
from tests.api.sandbox import ACTS
from tests.world import Client, World, create_client

PREFETCHES = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "PREFETCH"},
    {"Purpose": "prefetch"},
    {"Purpose": "preview"},
    {"X-Moz": "prefetch"},
]


@pytest.mark.parametrize("method", ["get", "post"])
def test_get_and_post_act_and_are_never_stored(sandbox_client: Client, method: str) -> None:
    response = getattr(sandbox_client, method)("/act.json")

    assert response.json() == {"result": True}
    assert response["Cache-Control"] == "no-store"
    assert [method.upper()] == ACTS


@pytest.mark.parametrize("method", ["head", "options", "put"])
def test_no_other_method_acts(sandbox_client: Client, method: str) -> None:
    response = getattr(sandbox_client, method)("/act.json")

    assert response.status_code == 405
    assert response["Cache-Control"] == "no-store"
    assert ACTS == []


@pytest.mark.parametrize("headers", PREFETCHES, ids=str)
def test_a_prefetch_does_not_act(sandbox_client: Client, headers: Any) -> None:
    response = sandbox_client.get("/act.json", headers=headers)

    assert response.status_code == 403
    assert response["Cache-Control"] == "no-store"
    assert ACTS == []


def test_a_get_that_changes_nothing_may_be_asked_for_its_head(sandbox_client: Client) -> None:
    response = sandbox_client.head("/list.json")

    assert response.status_code == 200
    assert response.content == b""


@pytest.mark.parametrize("method", ["get", "post"])
def test_logging_out_kills_the_token_by_either_method(world: World, method: str) -> None:
    client = create_client(world.sam)

    response = getattr(client, method)("/users/logout.json")

    assert response.json() == {"logout": True}
    assert response["Cache-Control"] == "no-store"
    assert client.get("/users/view.json").status_code == 401
    assert Token.objects.get().revoked_at is not None


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_browser_forgets_at_logout_what_it_has_cached(world: World, method: str) -> None:
    client = create_client(world.sam)

    assert getattr(client, method)("/users/logout.json")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in getattr(client, method)("/users/logout.json"), "the token is dead"


def test_neither_head_nor_prefetch_logs_anybody_out(world: World) -> None:
    client = create_client(world.sam)

    assert client.head("/users/logout.json").status_code == 405
    assert client.get("/users/logout.json", headers={"Sec-Purpose": "prefetch"}).status_code == 403
    assert client.get("/users/view.json").status_code == 200


def test_logging_out_ends_that_session_alone(world: World) -> None:
    phone, laptop = create_client(world.sam), create_client(world.sam)
    phone.get("/users/logout.json")

    assert laptop.get("/users/view.json").status_code == 200
