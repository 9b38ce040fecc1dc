"""The limit on requests per minute, when the operator sets one, and its headers on every response."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches

from api.middleware import rate_limits
from core.outages.breaker import Breaker
from tests.office.browser import open_browser
from tests.world import Client, World, create_client

OWN = "/users/view.json"


@pytest.fixture(autouse=True)
def three_a_minute(settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = 3


def read_limit_headers(response: Any) -> tuple[str, str, str]:
    return response["RateLimit-Limit"], response["RateLimit-Remaining"], response["RateLimit-Reset"]


def test_every_answer_tells_what_is_left(world: World, frozen_clock: Any) -> None:
    sam = create_client(world.sam)
    frozen_clock.shift(timedelta(seconds=15))

    assert [read_limit_headers(sam.get(OWN)) for _ in range(3)] == [
        ("3", "2", "45"),
        ("3", "1", "45"),
        ("3", "0", "45"),
    ]


def test_what_is_beyond_the_limit_is_refused_until_the_minute_is_over(world: World, frozen_clock: Any) -> None:
    sam = create_client(world.sam)
    for _ in range(3):
        assert sam.get(OWN).status_code == 200
    refused = sam.get(OWN)
    assert (refused.status_code, refused["Retry-After"], read_limit_headers(refused)) == (429, "60", ("3", "0", "60"))
    assert refused.json() == {"message": "Too many attempts. Please wait and try again."}
    assert sam.post("/users/logout.json").status_code == 429

    frozen_clock.shift(timedelta(seconds=60))
    assert sam.get(OWN).status_code == 200


def test_one_client_does_not_use_up_what_another_has(world: World) -> None:
    for _ in range(4):
        create_client(world.sam).get(OWN)
        sam = create_client(world.sam)
    for _ in range(4):
        sam.get(OWN)

    assert sam.get(OWN).status_code == 429
    assert create_client(world.sue).get(OWN).status_code == 200


def test_without_a_token_the_address_counts(world: World) -> None:
    responses = [Client(f"made-up-{number}").get(OWN).status_code for number in range(4)]

    assert responses == [401, 401, 401, 429]
    assert Client().get(OWN, REMOTE_ADDR="192.0.2.7").status_code == 401


def test_a_live_token_is_looked_up_once(world: World, queries_of: Any) -> None:
    sam = create_client(world.sam)

    assert len([sql for sql in queries_of(lambda: sam.get(OWN)) if "accounts_token" in sql and "digest" in sql]) == 1


def test_pages_for_people_are_not_counted(world: World) -> None:
    browser = open_browser(world.maria)

    assert "RateLimit-Limit" not in browser.get("/admin/")
    assert all(browser.get("/admin/").status_code == 200 for _ in range(5))


def test_a_cache_that_is_away_limits_nobody(world: World, monkeypatch: Any) -> None:
    def away(*args: Any, **kwargs: Any) -> Any:
        raise ConnectionError("no cache")

    monkeypatch.setattr(type(caches["default"]), "add", away)
    monkeypatch.setattr(rate_limits, "BREAKER", Breaker((Exception,), ConnectionError))
    sam = create_client(world.sam)
    responses = [sam.get(OWN) for _ in range(5)]

    assert {response.status_code for response in responses} == {200}
    assert "RateLimit-Limit" not in responses[0]


def test_without_a_limit_nothing_is_told(world: World, settings: Any) -> None:
    settings.REQUESTS_PER_MINUTE = 0
    sam = create_client(world.sam)

    assert all("RateLimit-Limit" not in sam.get(OWN) for _ in range(5))
