"""Known devices: their failed logins are counted separately, so that strangers cannot lock out the owner."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.sign_in.devices import COOKIE, HEADER, MAX_PEOPLE, Device, get_device
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.parallel import run_in_parallel
from tests.world import Client, World


def log_in(user: User, password: str = PASSWORD, device: str = "", address: str = "192.0.2.1") -> Any:
    headers: dict[str, Any] = {"headers": {HEADER: device}} if device else {}
    credentials = {"email": user.email, "password": password}
    return Client().post("/users/login.json", credentials, REMOTE_ADDR=address, **headers)


def collect_statuses(count: int, *args: Any, **kwargs: Any) -> list[int]:
    return [log_in(*args, **kwargs).status_code for _ in range(count)]


def test_strangers_who_guess_do_not_lock_out_the_owners_device(people: World) -> None:
    device = log_in(people.sam)[HEADER]

    assert collect_statuses(7, people.sam, "wrong", address="203.0.113.9") == [401] * 5 + [429] * 2
    assert log_in(people.sam).status_code == 429
    assert log_in(people.sam, device=device).status_code == 200
    assert log_in(people.sam, "wrong", address="203.0.113.9").status_code == 429


def test_a_school_whose_address_is_used_up_goes_on_with_its_devices(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 10
    device = log_in(people.sam)[HEADER]
    for number in range(10):
        log_in(User(email=f"person{number}@alpine.example"), "wrong")

    assert log_in(people.sue).status_code == 429
    assert log_in(people.sam, device=device).status_code == 200


def test_a_device_has_as_few_guesses_as_a_stranger(people: World) -> None:
    device = log_in(people.sam)[HEADER]

    assert collect_statuses(7, people.sam, "wrong", device=device) == [401] * 5 + [429] * 2
    assert log_in(people.sam, device=device).status_code == 429
    assert log_in(people.sam).status_code == 200


def test_the_right_password_clears_the_count_of_the_device(people: World) -> None:
    device = log_in(people.sam)[HEADER]
    for _ in range(3):
        assert collect_statuses(4, people.sam, "wrong", device=device) == [401] * 4
        assert log_in(people.sam, device=device).status_code == 200


def test_a_browser_needs_to_do_nothing_for_it(people: World) -> None:
    browser = Client()
    credentials = {"email": people.sam.email, "password": PASSWORD}
    cookie = browser.post("/users/login.json", credentials).cookies[COOKIE]
    collect_statuses(5, people.sam, "wrong")

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert browser.post("/users/login.json", credentials).status_code == 200


def test_the_admins_login_knows_its_devices_too(people: World) -> None:
    browser = open_browser(people.maria)
    browser.post("/admin/logout/")
    collect_statuses(5, people.maria, "wrong")

    stranger = Browser()
    stranger.enter(people.maria)
    browser.enter(people.maria)

    assert stranger.get("/admin/").status_code == 302
    assert browser.get("/admin/").status_code == 200


def test_a_device_of_one_person_is_a_stranger_to_another(people: World) -> None:
    device = log_in(people.sam)[HEADER]
    collect_statuses(5, people.sue, "wrong")

    assert log_in(people.sue, device=device).status_code == 429


def test_several_people_share_a_device(people: World) -> None:
    device = log_in(people.sue, device=log_in(people.sam)[HEADER])[HEADER]
    for person in (people.sam, people.sue):
        collect_statuses(5, person, "wrong")
        assert log_in(person, device=device).status_code == 200


def test_a_classrooms_device_remembers_the_last_ones(world: World) -> None:
    others = tuple(range(1000, 1000 + MAX_PEOPLE))
    token = Device(user_ids=others).build_token()
    world.sam.set_password(PASSWORD)
    world.sam.save()

    after = log_in(world.sam, device=token)[HEADER]

    device = get_device(type("Request", (), {"headers": {HEADER: after}, "COOKIES": {}}))
    assert device is not None
    assert device.user_ids == (world.sam.pk, *others[:-1])


@pytest.mark.parametrize("forged", ["x", "a.1:b:c", "x" * 5000, "\xff", "a" * 500])
def test_a_token_that_is_not_ours_changes_nothing(people: World, forged: str) -> None:
    token = log_in(people.sam)[HEADER]
    collect_statuses(5, people.sam, "wrong")

    for device in (forged, token[:-1], token.replace(".", ".9", 1), f"{token}x"):
        assert log_in(people.sam, device=device).status_code == 429


def test_a_token_is_good_for_a_year(people: World, frozen_clock: Any) -> None:
    device = log_in(people.sam)[HEADER]
    frozen_clock.shift(timedelta(days=364))
    collect_statuses(5, people.sam, "wrong")
    assert log_in(people.sam, device=device).status_code == 200

    frozen_clock.shift(timedelta(days=2))
    collect_statuses(5, people.sam, "wrong")
    assert log_in(people.sam, device=device).status_code == 429


def test_a_token_opens_nothing(people: World) -> None:
    device = log_in(people.sam)[HEADER]

    assert Client().get("/users/view.json", headers={HEADER: device}).status_code == 401
    assert Client(device).get("/users/view.json").status_code == 401


def test_a_wrong_password_leaves_no_token(people: World) -> None:
    response = log_in(people.sam, "wrong")

    assert HEADER not in response
    assert COOKIE not in response.cookies


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_thirty_guesses_of_a_device_at_once_five_are_hashed(hashed_passwords: list[str]) -> None:
    world = World()
    world.sam.set_password(PASSWORD)
    world.sam.save()
    device = log_in(world.sam)[HEADER]
    hashed_passwords.clear()
    statuses: list[int] = []

    def guess() -> None:
        statuses.append(log_in(world.sam, "wrong", device=device).status_code)

    run_in_parallel([guess] * 30)

    assert Counter(statuses) == {401: 5, 429: 25}
    assert len(hashed_passwords) == 5
