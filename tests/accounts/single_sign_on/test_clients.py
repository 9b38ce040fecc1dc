"""Clients get a code that they exchange for a token (docs/api.md, section 2)."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connections

from accounts.models import IdentityProvider, Login, Token, User
from accounts.sign_in.single_sign_on.logins import issue_client_code
from core.encryption import encrypt_text
from tests.accounts.single_sign_on.provider import OpenIDProvider, go_through, read_fragment, start
from tests.office.browser import Browser
from tests.world import Client, World

EXCHANGE = "/users/sso.json"


def get_code(openid: OpenIDProvider, world: World, subject: str = "sam") -> str:
    return read_fragment(go_through(Browser(), openid, world.alpine, subject, "?client=1"))["code"]


def exchange(code: Any, **headers: str) -> Any:
    return Client().post(EXCHANGE, {"code": code}, headers=headers)


def test_a_student_gets_a_token_by_the_provider(world: World, openid: OpenIDProvider, campus: IdentityProvider) -> None:
    browser = Browser()
    response = go_through(browser, openid, world.alpine, "sam", "?client=1&state=my-state")

    assert response["Location"].startswith("https://app.school.example/start#code=")
    assert "sessionid" not in browser.cookies
    fragment = read_fragment(response)
    assert fragment["state"] == "my-state"

    answer = exchange(fragment["code"])

    login = answer.json()["response"]
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "Device-Token" in answer
    token = login.pop("token")
    assert login == {
        "result": True, "message": None, "user_id": world.sam.pk, "api": False, "active": True,
        "url": "/trainings.json", "two_factor": "OFF", "confirmed": True,
    }  # fmt: skip
    assert Client(token).get("/users/view.json").json()["User"]["id"] == str(world.sam.pk)


def test_the_login_is_recorded_when_the_code_is_exchanged(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    code = get_code(openid, world)
    assert not Login.objects.exists()

    exchange(code, **{"user-agent": "App/1.0"})

    assert list(Login.objects.values_list("user", "provider", "user_agent")) == [(world.sam.pk, "Campus", "App/1.0")]
    assert Token.objects.get().user_agent == "App/1.0"


def test_a_code_works_once(world: World, openid: OpenIDProvider, campus: IdentityProvider) -> None:
    code = get_code(openid, world)

    assert [exchange(code).status_code for _ in range(3)] == [200, 401, 401]
    assert Token.objects.count() == 1


def test_a_code_needs_no_escaping_in_an_address_and_is_recognisable(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    assert re.fullmatch(r"dwc_[A-Za-z0-9_-]{200,500}", get_code(openid, world))


def test_a_code_works_for_a_minute(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, frozen_clock: time_machine.Traveller
) -> None:
    code = get_code(openid, world)
    frozen_clock.shift(timedelta(seconds=60))

    assert exchange(code).status_code == 401


@pytest.mark.parametrize(
    "end",
    [
        lambda world: User.objects.filter(pk=world.sam.pk).update(is_active=False),
        lambda world: User.objects.filter(pk=world.sam.pk).update(password="!new"),
        lambda world: User.objects.filter(pk=world.sam.pk).update(group=100),
        lambda world: IdentityProvider.objects.update(is_enabled=False),
        lambda world: IdentityProvider.objects.update(highest_role=200),
        lambda world: IdentityProvider.objects.all().delete(),
    ],
    ids=["closed", "new password", "higher role", "provider off", "lower limit", "provider gone"],
)
def test_a_code_dies_with_what_it_rests_on(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, end: Callable[[World], Any]
) -> None:
    code = get_code(openid, world)
    end(world)

    answer = exchange(code)

    assert answer.status_code == 401
    assert answer.json()["response"]["token"] is None
    assert not Token.objects.exists()


CODES: list[Any] = ["x", "gAAAAA", "x" * 1000, "💥", "a.b.c", encrypt_text("5"), encrypt_text("{}"), encrypt_text("x"),
                    encrypt_text(json.dumps({"purpose": "other", "user": 1}))]  # fmt: skip


@pytest.mark.parametrize("code", CODES, ids=map(str, range(len(CODES))))
def test_a_code_that_was_never_issued_is_refused_like_a_used_one(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, code: str
) -> None:
    used = get_code(openid, world)
    exchange(used)

    assert (exchange(code).status_code, exchange(code).content) == (401, exchange(used).content)


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": None}, {"code": "x" * 1001}, {"code": []}])
def test_a_body_without_a_code_names_the_field(world: World, body: dict[str, Any]) -> None:
    answer = Client().post(EXCHANGE, body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["code"])


def test_a_server_without_a_web_client_says_so(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, settings: Any
) -> None:
    settings.CLIENT_URL = ""

    for address in (f"/sso/{world.alpine.pk}/?client=1", "/sso/?client=1"):
        assert Browser().get(address).status_code == 409


@pytest.mark.parametrize("state", ["x" * 201, "a b", "<script>", "%00", "ä", "a%26code=x"])
def test_the_state_of_a_client_is_plain_and_short(world: World, campus: IdentityProvider, state: str) -> None:
    assert Browser().get(f"/sso/{world.alpine.pk}/?client=1&state={state}").status_code == 400


def test_a_clients_login_never_leads_to_another_address(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    query = "?client=1&next=https://evil.example&redirect_uri=https://evil.example&url=https://evil.example"

    response = go_through(Browser(), openid, world.alpine, "sam", query)

    assert response["Location"].startswith("https://app.school.example/start#")


@pytest.mark.parametrize(
    ("query", "asks_again"),
    [
        ("?client=1&prompt=login", True),
        ("?client=1", False),
        ("?client=1&prompt=none", False),
        ("?prompt=login", False),
    ],
)
def test_for_a_device_of_several_people_the_provider_is_asked_to_ask_who_is_there(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, query: str, asks_again: bool
) -> None:
    location = start(Browser(), world.alpine, query)

    assert ("&prompt=login" in location) is asks_again
    assert "prompt=none" not in location


def test_a_manager_may_log_in_to_a_client_too(world: World, openid: OpenIDProvider, campus: IdentityProvider) -> None:
    assert exchange(get_code(openid, world, "maria")).json()["response"]["url"] == "/admin/"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_parallel_requests_with_one_code_one_gets_a_token(world: World, settings: Any) -> None:
    from tests.accounts.single_sign_on.provider import create_provider

    provider = create_provider(world.alpine, "https://id.alpine.example")
    code = issue_client_code(world.sam, provider)
    barrier, statuses = Barrier(4), []

    def send() -> None:
        barrier.wait()
        statuses.append(exchange(code).status_code)
        connections.close_all()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200, 401, 401, 401]
    assert Token.objects.count() == 1


def test_a_login_of_the_admin_gives_a_client_no_code(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    browser = Browser()
    start(browser, world.alpine, "?client=1")

    assert go_through(browser, openid, world.alpine, "maria")["Location"] == "/admin/"
