"""API keys in the managers' admin."""

import re
from typing import Any

import pytest

from accounts.api_keys import create_api_key
from accounts.models import Token, User
from accounts.roles import Role
from tests.office.browser import Browser
from tests.office.population import build_address
from tests.world import Client, World, create_client

KEYS = build_address(Token)


def issue_key(browser: Browser, user: User, name: str = "office", **fields: str) -> Any:
    return browser.post(build_address(Token, "add"), {"user": user.pk, "name": name, **fields}, follow=True)


def find_secret(response: Any) -> str:
    return str(re.findall(r"dwk_[\w-]+", response.content.decode())[0])


def test_a_key_is_shown_once_and_works(browser: Browser, world: World) -> None:
    response = issue_key(browser, world.sam, expires_on="2026-12-31")

    secret = find_secret(response)
    assert Client(secret).get("/users/view.json").json()["User"]["id"] == str(world.sam.pk)
    key = Token.objects.get()
    assert (key.name, key.kind, key.created_by) == ("office", "api_key", world.maria)
    assert str(key.expires_at) == "2026-12-31 11:00:00+00:00"  # the end of the day in Auckland
    for address in (KEYS, build_address(Token, "change", key.pk), build_address(Token, "history", key.pk), "/admin/"):
        shown = browser.get(address)
        assert shown.status_code == 200
        assert secret not in shown.content.decode()
        assert key.digest not in shown.content.decode()


def test_sessions_are_not_among_the_keys(browser: Browser, world: World) -> None:
    create_client(world.sam)
    session = Token.objects.get()

    assert not browser.get(KEYS).context["cl"].queryset
    assert browser.get(build_address(Token, "change", session.pk)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "x" * 101),
        ("expires_on", "soon"),
        ("expires_on", "9999-12-31"),
        ("user", ""),
    ],
)
def test_a_key_with_a_bad_field_is_not_issued(browser: Browser, world: World, field: str, value: str) -> None:
    response = browser.post(build_address(Token, "add"), {"user": world.sam.pk, "name": "office", field: value})

    assert response.status_code == 200
    assert field in response.context["adminform"].errors
    assert not Token.objects.exists()


def test_a_second_live_key_of_a_name_is_refused_in_words(browser: Browser, world: World) -> None:
    issue_key(browser, world.sam)

    response = issue_key(browser, world.sam)

    assert response.status_code == 200
    assert response.context["adminform"].errors["name"]
    assert Token.objects.count() == 1


def test_no_key_is_issued_for_somebody_more_powerful_or_of_the_other_school(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.charles.pk).update(group=Role.ADMINISTRATOR)

    for person in (world.charles, world.olga):
        assert issue_key(browser, person).context["adminform"].errors["user"]
    assert not Token.objects.exists()


def test_revoking_kills_the_key_and_keeps_its_row(browser: Browser, world: World) -> None:
    secret = find_secret(issue_key(browser, world.sam))
    key = Token.objects.get()

    for _ in range(2):
        response = browser.post(KEYS, {"action": "revoke", "_selected_action": [str(key.pk)]}, follow=True)
        assert "Revoked." in response.content.decode()

    assert Client(secret).get("/users/view.json").status_code == 401
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert [row.pk for row in browser.get(KEYS).context["cl"].queryset] == [key.pk]


def test_the_revoke_action_does_not_reach_the_other_school(browser: Browser, world: World) -> None:
    key = create_api_key(user=world.olga, name="office").token

    browser.post(KEYS, {"action": "revoke", "_selected_action": [str(key.pk)]}, follow=True)

    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_key_is_neither_changed_nor_deleted(browser: Browser, world: World) -> None:
    key = create_api_key(user=world.sam, name="office").token

    assert (
        browser.post(build_address(Token, "change", key.pk), {"name": "other", "user": world.sue.pk}).status_code == 403
    )
    assert browser.post(build_address(Token, "delete", key.pk), {"post": "yes"}).status_code == 403
    key.refresh_from_db()
    assert (key.name, key.user) == ("office", world.sam)
