"""GETs that change state (contract section 1, Safe methods)."""

from typing import Any

import pytest

from accounts.models import Token
from tests.api.sandbox import ACTS
from tests.world import Client, World, client_of

PREFETCHES = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "PREFETCH"},
    {"Purpose": "prefetch"},
    {"Purpose": "preview"},
    {"X-Moz": "prefetch"},
]


@pytest.mark.parametrize("method", ["get", "post"])
def test_get_and_post_act_and_are_never_stored(sandboxed: Client, method: str) -> None:
    answer = getattr(sandboxed, method)("/act.json")

    assert answer.json() == {"result": True}
    assert answer["Cache-Control"] == "no-store"
    assert [method.upper()] == ACTS


@pytest.mark.parametrize("method", ["head", "options", "put"])
def test_no_other_method_acts(sandboxed: Client, method: str) -> None:
    answer = getattr(sandboxed, method)("/act.json")

    assert answer.status_code == 405
    assert answer["Cache-Control"] == "no-store"
    assert ACTS == []


@pytest.mark.parametrize("headers", PREFETCHES, ids=str)
def test_a_prefetch_does_not_act(sandboxed: Client, headers: Any) -> None:
    answer = sandboxed.get("/act.json", headers=headers)

    assert answer.status_code == 403
    assert answer["Cache-Control"] == "no-store"
    assert ACTS == []


def test_a_get_that_changes_nothing_may_be_asked_for_its_head(sandboxed: Client) -> None:
    answer = sandboxed.head("/list.json")

    assert answer.status_code == 200
    assert answer.content == b""


@pytest.mark.parametrize("method", ["get", "post"])
def test_logging_out_kills_the_token_by_either_method(world: World, method: str) -> None:
    client = client_of(world.sam)

    answer = getattr(client, method)("/users/logout.json")

    assert answer.json() == {"logout": True}
    assert answer["Cache-Control"] == "no-store"
    assert client.get("/users/view.json").status_code == 401
    assert Token.objects.get().revoked_at is not None


def test_neither_head_nor_prefetch_logs_anybody_out(world: World) -> None:
    client = client_of(world.sam)

    assert client.head("/users/logout.json").status_code == 405
    assert client.get("/users/logout.json", headers={"Sec-Purpose": "prefetch"}).status_code == 403
    assert client.get("/users/view.json").status_code == 200


def test_logging_out_ends_that_session_alone(world: World) -> None:
    phone, laptop = client_of(world.sam), client_of(world.sam)
    phone.get("/users/logout.json")

    assert laptop.get("/users/view.json").status_code == 200
