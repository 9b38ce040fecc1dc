"""`POST /users/password.json` (docs/api.md, section 12)."""

from typing import Any

import pytest

from accounts.api_keys import create_api_key
from accounts.models import AdminSession, Token, User
from accounts.one_time_codes import Purpose, issue_code
from records.models import Event
from tests.accounts.own_account.mailbox import build_password_path, list_mails
from tests.factories import PASSWORD
from tests.office.browser import open_browser
from tests.world import Client, World, create_api_client, create_client
from trainings.calendar_feeds import CalendarFeed
from trainings.endpoints.calendar.services import issue_feed

CHANGE = "/users/password.json"
NEW = "cumulus-humilis-7"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> Any:
    return client.post(CHANGE, {"password": old, "newpassword": new, "newpasswordrepeat": again or new})


def log_in(user: User, password: str) -> int:
    return int(Client().post("/users/login.json", {"email": user.email, "password": password}).status_code)


def test_the_new_password_logs_in_and_the_old_one_does_not(people: World) -> None:
    response = change(create_client(people.sam))

    assert response.status_code == 200
    assert response.json()["result"] is True
    assert (log_in(people.sam, NEW), log_in(people.sam, PASSWORD)) == (200, 401)
    assert list_mails() == [("account_changed", people.sam.email)]


def test_every_other_session_ends_in_the_api_and_in_the_admin_and_api_keys_stay(world: World) -> None:
    browser, own, other = open_browser(world.maria), create_client(world.maria), create_client(world.maria)
    stranger = create_client(world.sam)
    key = create_api_key(user=world.maria, name="office").secret
    issue_feed(by=world.maria)

    assert change(own).status_code == 200

    assert own.get("/users/view.json").status_code == 200
    assert other.get("/users/view.json").status_code == 401
    assert browser.get("/admin/").status_code == 302
    assert not AdminSession.objects.filter(user=world.maria).exists()
    assert not CalendarFeed.objects.exists()
    assert Client(key).get("/users/view.json").status_code == 200
    assert stranger.get("/users/view.json").status_code == 200
    assert Event.objects.get(action="password.changed").payload == '{"sessions_ended":1}'


def test_a_change_in_the_admin_ends_the_sessions_of_the_api_and_keeps_its_own(world: World) -> None:
    browser, phone = open_browser(world.maria), create_client(world.maria)

    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    assert browser.post("/admin/password_change/", fields).status_code == 302

    assert phone.get("/users/view.json").status_code == 401
    assert browser.get("/admin/").status_code == 200
    assert AdminSession.objects.filter(user=world.maria).count() == 1
    assert list_mails() == [("account_changed", world.maria.email)]


def test_a_wrong_password_is_counted_like_a_login_and_recorded(people: World) -> None:
    client = create_client(people.sam)

    assert [change(client, old="wrong").status_code for _ in range(5)] == [403] * 5
    response = change(client)

    assert (response.status_code, "Retry-After" in response.headers) == (429, True)
    assert Event.objects.filter(action="password.refused").count() == 5
    assert log_in(people.sam, PASSWORD) == 200


@pytest.mark.parametrize("new", ["short", "password123", "1234567890123", "sam@alpine.example"])
def test_a_weak_password_is_a_400_and_no_attempt(people: World, new: str) -> None:
    client = create_client(people.sam)

    for _ in range(6):
        response = change(client, old="wrong", new=new)
        assert (response.status_code, list(response.json()["errors"])) == (400, ["newpassword"])
    assert change(client).status_code == 200


def test_two_different_new_passwords_are_a_400_and_no_attempt(people: World) -> None:
    client = create_client(people.sam)

    for _ in range(6):
        response = change(client, old="wrong", again="another-one-9")
        assert (response.status_code, list(response.json()["errors"])) == (400, ["newpasswordrepeat"])
    assert change(client).status_code == 200


@pytest.mark.parametrize("body", [{}, {"password": "", "newpassword": None, "newpasswordrepeat": []}])
def test_what_is_missing_is_named(people: World, body: Any) -> None:
    response = create_client(people.sam).post(CHANGE, body)

    assert response.status_code == 400
    assert set(response.json()["errors"]) == {"password", "newpassword", "newpasswordrepeat"}


def test_an_api_key_changes_no_password_and_guesses_none(people: World) -> None:
    client = create_api_client(people.sam)

    assert {change(client, old=old).status_code for old in (PASSWORD, "wrong")} == {403}
    assert client.post(CHANGE, {}).status_code == 403
    assert log_in(people.sam, PASSWORD) == 200
    assert not Event.objects.filter(action="password.refused").exists()


def test_somebody_without_a_password_cannot_change_it(world: World) -> None:
    assert change(create_client(world.sam), old="!").status_code == 403


def test_a_link_that_was_requested_before_ends_with_the_old_password(people: World) -> None:
    issue_code(people.sam, Purpose.RECOVERY)
    path = build_password_path(people.sam)

    change(create_client(people.sam))

    assert Client().get(path).status_code == 404


def test_a_retry_with_the_same_key_is_answered_again(people: World) -> None:
    client = create_client(people.sam)
    body = {"password": PASSWORD, "newpassword": NEW, "newpasswordrepeat": NEW}

    first, again = (client.post(CHANGE, body, headers={"Idempotency-Key": "once"}) for _ in range(2))

    assert (first.status_code, first.content) == (again.status_code, again.content) == (200, first.content)
    assert Event.objects.filter(action="password.changed").count() == 1
    assert Token.objects.live().filter(user=people.sam).count() == 1
