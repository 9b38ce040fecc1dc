"""`GET|POST /users/new_password/{userId}/{secretCode}.json` (docs/api.md, section 12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.api_keys import create_api_key
from accounts.models import User
from accounts.one_time_codes import Purpose, issue_code
from accounts.people.editing import edit_user
from accounts.people.invitations import invite_users
from accounts.people.services import create_users
from accounts.sign_in.devices import HEADER
from records.models import Event
from tests.accounts.own_account.mailbox import build_confirmation_path, build_password_path, list_mails
from tests.factories import PASSWORD
from tests.office.browser import open_browser
from tests.world import Client, World, create_client
from trainings.endpoints.calendar.services import issue_feed

NEW = "cumulus-humilis-7"
TWICE = {"password": NEW, "newpassword": NEW}


@pytest.fixture
def path(people: World) -> str:
    """The path of a link that was sent to Sam."""
    return send_link(people.sam)


def send_link(user: User) -> str:
    issue_code(user, Purpose.RECOVERY)
    return build_password_path(user)


def log_in(user: User, password: str) -> int:
    return int(Client().post("/users/login.json", {"email": user.email, "password": password}).status_code)


def test_a_link_tells_whose_password_it_sets(path: str) -> None:
    response = Client().get(path)

    assert response.json() == {"result": True, "user": {"name": "Sam Student"}}
    assert response["Cache-Control"] == "no-store"
    assert Client().get(path).status_code == 200


def test_a_link_sets_the_password(people: World, path: str) -> None:
    response = Client().post(path, TWICE)

    assert response.json()["result"] is True
    assert log_in(people.sam, NEW) == 200
    assert log_in(people.sam, PASSWORD) == 401
    assert list_mails() == [("account_changed", people.sam.email)]


def test_strangers_who_guess_do_not_keep_the_owner_from_the_next_login(people: World, path: str) -> None:
    device = Client().post(path, TWICE)[HEADER]
    for _ in range(5):
        log_in(people.sam, "wrong")

    credentials = {"email": people.sam.email, "password": NEW}
    assert log_in(people.sam, NEW) == 429
    assert Client().post("/users/login.json", credentials, headers={HEADER: device}).status_code == 200


def test_it_works_once(people: World, path: str) -> None:
    Client().post(path, TWICE)

    again = Client().post(path, {"password": "stratus-fractus-8", "newpassword": "stratus-fractus-8"})
    assert (again.status_code, Client().get(path).status_code) == (404, 404)
    assert log_in(people.sam, NEW) == 200


def test_it_ends_every_session_of_the_api_and_of_the_admin_and_keeps_api_keys(world: World) -> None:
    browser, phone, feed = open_browser(world.maria), create_client(world.maria), issue_feed(by=world.maria)
    key = create_api_key(user=world.maria, name="office").secret

    Client().post(send_link(world.maria), TWICE)

    assert browser.get("/admin/").status_code == 302
    assert phone.get("/users/view.json").status_code == 401
    assert Client().get("/trainings/trainings/calendar.ics", {"token": feed}).status_code in {401, 404}
    assert Client(key).get("/users/view.json").status_code == 200


def test_the_ledger_says_who_set_it(people: World, path: str) -> None:
    Client().post(path, TWICE)

    event = Event.objects.get(action="password.changed")
    assert (event.actor, event.object_id) == (people.sam, str(people.sam.pk))


def test_the_address_counts_as_confirmed(people: World, path: str) -> None:
    User.objects.update(email_confirmed_at=None)

    Client().post(path, TWICE)

    assert User.objects.get(pk=people.sam.pk).email_confirmed_at == timezone.now()
    assert User.objects.get(pk=people.sue.pk).email_confirmed_at is None


def test_an_invitation_is_accepted_the_same_way(world: World) -> None:
    invited = User(company=world.alpine, email="new@alpine.example", name="New", surname="Comer", group=190)
    create_users([invited], company=world.alpine, by=world.maria)
    invite_users(users=[invited], by=world.maria)

    assert Client().post(build_password_path(invited, "invitation"), TWICE).status_code == 200

    invited.refresh_from_db()
    assert invited.email_confirmed_at == timezone.now()
    assert log_in(invited, NEW) == 200
    assert [kind for kind, _ in list_mails()] == ["invitation"], "a first password is no change to be told"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"password": NEW, "newpassword": "another-one-9"}, "newpassword"),
        ({"password": "short", "newpassword": "short"}, "password"),
        ({"password": "sam@alpine.example", "newpassword": "sam@alpine.example"}, "password"),
        ({"password": NEW}, "newpassword"),
        ({}, "password"),
        ({"password": "x" * 1025, "newpassword": "x" * 1025}, "password"),
        ({"password": ["x"], "newpassword": ["x"]}, "password"),
    ],
)
def test_what_cannot_be_a_password_is_a_400_and_the_link_stays_good(path: str, body: Any, field: str) -> None:
    response = Client().post(path, body)

    assert response.status_code == 400
    assert field in response.json()["errors"]
    assert Client().post(path, TWICE).status_code == 200


def test_an_expired_link_is_a_404(path: str, frozen_clock: Any) -> None:
    frozen_clock.shift(timedelta(minutes=59))
    assert Client().get(path).status_code == 200
    frozen_clock.shift(timedelta(minutes=1))

    assert Client().get(path).status_code == 404
    assert Client().post(path, TWICE).status_code == 404


@pytest.mark.parametrize("change", [{"is_active": False}, {"expires_on": "2026-03-01"}, {"email": "s@alpine.example"}])
def test_a_link_dies_with_the_account_and_with_its_address(people: World, path: str, change: dict[str, Any]) -> None:
    User.objects.filter(pk=people.sam.pk).update(**change)

    assert Client().get(path).status_code == 404
    assert Client().post(path, TWICE).status_code == 404


def test_a_link_is_its_owners_alone_and_of_its_purpose(people: World, path: str) -> None:
    code = path.rpartition("/")[2]
    issue_code(people.sam, Purpose.CONFIRMATION)
    confirmation = build_confirmation_path(people.sam).split("/")[-2]

    assert Client().get(f"/users/new_password/{people.sue.pk}/{code}").status_code == 404
    assert Client().get(f"/users/new_password/{people.sam.pk}/{confirmation}.json").status_code == 404


@pytest.mark.parametrize("code", ["x", "0" * 96, "é" * 50, "%00" * 40, "a" * 5000, "..", "%7B" * 32])
def test_a_guessed_link_is_one_and_the_same_404(people: World, code: str) -> None:
    responses = [
        Client().get(f"/users/new_password/{people.sam.pk}/{code}.json"),
        Client().post(f"/users/new_password/{people.sam.pk}/{code}.json", TWICE),
        Client().get(f"/users/new_password/999999999/{code}.json"),
        Client().get("/nothing.json"),
    ]

    assert {(response.status_code, response.content) for response in responses} == {(404, responses[0].content)}


def test_a_link_that_is_altered_by_one_digit_is_a_404(path: str) -> None:
    digit = path[-6]
    other = "0" if digit != "0" else "1"

    assert Client().get(f"{path[:-6]}{other}.json").status_code == 404


def test_whoever_guesses_is_slowed_down_at_this_network_address(people: World, path: str, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 5
    for number in range(5):
        assert Client().get(f"/users/new_password/{people.sam.pk}/{number:096}.json").status_code == 404

    wrong = f"/users/new_password/{people.sam.pk}/{5:096}.json"
    refused = Client().get(wrong)

    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    assert Client().post(wrong, TWICE).status_code == 429
    assert Client().get(wrong, REMOTE_ADDR="192.0.2.77").status_code == 404


def test_whoever_guesses_does_not_keep_others_at_this_network_address_from_their_links(
    people: World, path: str, settings: Any
) -> None:
    settings.GUESSES_PER_ADDRESS = 1
    for number in range(3):
        Client().get(f"/users/new_password/{people.sam.pk}/{number:096}.json")

    assert Client().post(path, TWICE).status_code == 200


def test_right_links_do_not_count_as_guesses(path: str, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 2

    assert {Client().get(path).status_code for _ in range(5)} == {200}


def test_after_it_the_new_password_logs_in_although_the_old_one_was_guessed_too_often(people: World, path: str) -> None:
    for _ in range(6):
        log_in(people.sam, "wrong")
    assert log_in(people.sam, PASSWORD) == 429

    Client().post(path, TWICE)

    assert log_in(people.sam, NEW) == 200


def test_whoever_had_the_old_password_gets_nothing_by_links_requested_before(people: World, path: str) -> None:
    issue_code(people.sam, Purpose.CONFIRMATION, email="thief@alpine.example")
    stolen = build_confirmation_path(people.sam)

    Client().post(path, TWICE)

    assert Client().get(stolen).status_code == 404
    assert User.objects.get(pk=people.sam.pk).email == "sam@alpine.example"


def test_a_password_that_a_manager_sets_ends_the_link(people: World, path: str) -> None:
    edit_user(user=people.sam, values={}, by=people.maria, password=NEW)

    assert Client().get(path).status_code == 404
