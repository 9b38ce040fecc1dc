"""Login attempts are throttled, by account and by network address (docs/api.md, section 2)."""

from collections import Counter
from datetime import timedelta
from functools import cache, partial
from http.cookies import SimpleCookie
from typing import Any

import pytest

from accounts.models import LoginAttemptLog, User
from accounts.sign_in.credentials import confirm_password
from core.exceptions import DomainError
from tests.factories import PASSWORD
from tests.hashers import QuickHasher
from tests.office.browser import Browser
from tests.parallel import run_in_parallel
from tests.world import Client, World


@cache
def get_anonymous_client() -> Client:
    """One client for all tests, because creating one costs more than many logins. Without cookies, so that no device is
    known."""
    client = Client()
    client.cookies = NoCookies()
    return client


class NoCookies(SimpleCookie):
    def update(self, *args: Any, **kwargs: Any) -> None:
        """Stores nothing, like a browser that rejects cookies."""


def log_in(user: User | str, password: str = "wrong", **meta: Any) -> Any:
    email = user if isinstance(user, str) else user.email
    return get_anonymous_client().post("/users/login.json", {"email": email, "password": password}, **meta)


def collect_statuses(count: int, user: User | str, password: str = "wrong", **meta: str) -> list[int]:
    return [log_in(user, password, **meta).status_code for _ in range(count)]


def test_after_five_wrong_passwords_even_the_right_one_must_wait(people: World) -> None:
    assert collect_statuses(5, people.sam) == [401] * 5

    response = log_in(people.sam, PASSWORD)
    assert response.status_code == 429
    assert response["Retry-After"] == str(15 * 60)
    assert set(response.json()) == {"message"}


def test_the_address_in_another_case_is_the_same_account(people: World) -> None:
    collect_statuses(3, people.sam)
    collect_statuses(2, people.sam.email.upper())

    assert log_in(f" {people.sam.email} ", PASSWORD).status_code == 429


def test_an_unknown_account_is_limited_like_a_known_one(people: World) -> None:
    assert collect_statuses(7, "nobody@alpine.example") == [401] * 5 + [429] * 2


def test_other_accounts_are_not_affected(people: World) -> None:
    collect_statuses(6, people.sam)

    assert log_in(people.sue, PASSWORD).status_code == 200


def test_the_right_password_in_time_clears_the_count(people: World) -> None:
    for _ in range(3):
        assert collect_statuses(4, people.sam) == [401] * 4
        assert log_in(people.sam, PASSWORD).status_code == 200


def test_right_passwords_are_not_counted(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 8

    assert collect_statuses(20, people.sam, PASSWORD) == [200] * 20


def test_each_guess_is_forgotten_fifteen_minutes_after_it(people: World, frozen_clock: Any) -> None:
    for _ in range(5):
        collect_statuses(1, people.sam)
        frozen_clock.shift(timedelta(minutes=2))

    response = log_in(people.sam, PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, str(5 * 60))
    frozen_clock.shift(timedelta(minutes=5))
    assert collect_statuses(2, people.sam) == [401, 429]
    frozen_clock.shift(timedelta(minutes=2))
    assert log_in(people.sam, PASSWORD).status_code == 200


def test_waiting_as_long_as_told_is_long_enough(people: World, frozen_clock: Any) -> None:
    frozen_clock.shift(0.25)
    collect_statuses(5, people.sam)
    frozen_clock.shift(10.5)

    frozen_clock.shift(int(log_in(people.sam, PASSWORD)["Retry-After"]))
    assert log_in(people.sam, PASSWORD).status_code == 200


def test_a_refused_attempt_does_not_make_the_wait_longer(people: World, frozen_clock: Any) -> None:
    collect_statuses(5, people.sam)
    frozen_clock.shift(timedelta(minutes=14))
    collect_statuses(5, people.sam)
    frozen_clock.shift(timedelta(minutes=1))

    assert log_in(people.sam, PASSWORD).status_code == 200


def test_one_address_may_not_try_account_after_account(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 10

    assert [log_in(f"person{n}@alpine.example").status_code for n in range(11)] == [401] * 10 + [429]
    assert log_in(people.sam, PASSWORD).status_code == 429
    assert log_in(people.sam, PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_the_right_password_of_one_does_not_clear_the_address_for_others(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 10
    for n in range(10):
        log_in(f"person{n}@alpine.example")
        if n < 9:
            assert log_in(people.sam, PASSWORD).status_code == 200

    assert log_in("person11@alpine.example").status_code == 429


def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(people: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 3
    forged = [log_in(f"person{n}@alpine.example", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}") for n in range(4)]
    assert [response.status_code for response in forged] == [401, 401, 401, 429]

    settings.TRUSTED_PROXIES = 1
    assert log_in(people.sam, PASSWORD, HTTP_X_FORWARDED_FOR="198.51.100.1, 192.0.2.9").status_code == 200
    behind = [log_in(f"person{n}@alpine.example", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, 192.0.2.8") for n in range(4)]
    assert [response.status_code for response in behind] == [401, 401, 401, 429]


@pytest.mark.parametrize("header", ["", " , ,", "\xff\xfe", "x" * 10_000, ",".join(["1.2.3.4"] * 1_000)])
def test_no_absurd_forwarding_header_breaks_the_login(people: World, settings: Any, header: str) -> None:
    settings.TRUSTED_PROXIES = 2

    assert log_in(people.sam, PASSWORD, HTTP_X_FORWARDED_FOR=header).status_code == 200


def test_neither_accounts_nor_addresses_are_written_down_in_the_count(people: World) -> None:
    log_in(people.sam, REMOTE_ADDR="192.0.2.7")

    stored = str(list(LoginAttemptLog.objects.values_list()))
    assert LoginAttemptLog.objects.count() == 2
    assert people.sam.email not in stored
    assert "192.0.2.7" not in stored


def test_the_count_outlives_a_request_that_fails_afterwards(people: World, monkeypatch: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(QuickHasher, "encode", fail)
        assert collect_statuses(5, people.sam) == [500] * 5

    assert log_in(people.sam, PASSWORD).status_code == 429


def test_the_admins_login_page_has_the_same_limits(people: World) -> None:
    for _ in range(5):
        Browser().enter(people.maria, "wrong")

    browser = Browser()
    response = browser.enter(people.maria)
    assert response.status_code == 200
    assert browser.get("/admin/").status_code == 302
    assert log_in(people.maria, PASSWORD).status_code == 429


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_fifty_guesses_at_the_same_moment_at_most_five_are_hashed(
    hashed_passwords: list[str], settings: Any
) -> None:
    settings.GUESSES_PER_ADDRESS = 1_000
    world = World()
    world.sam.set_password(PASSWORD)
    world.sam.save()
    hashed_passwords.clear()
    statuses: list[int] = []

    def guess(number: int) -> None:
        credentials = {"email": world.sam.email, "password": f"guess {number}"}
        statuses.append(Client().post("/users/login.json", credentials).status_code)

    run_in_parallel(partial(guess, number) for number in range(50))

    assert Counter(statuses) == {401: 5, 429: 45}
    assert len(hashed_passwords) == 5


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("typed", "outcomes"),
    [(PASSWORD, {"right": 12}), ("a guess", {"Forbidden": 5, "TooManyAttempts": 7})],
    ids=["right", "wrong"],
)
def test_a_right_password_that_a_signer_sends_often_at_once_is_no_guess(
    hashed_passwords: list[str], typed: str, outcomes: dict[str, int]
) -> None:
    """A tablet that sends its signature again and again on a bad connection must not lock its instructor out."""
    world = World()
    world.ines.set_password(PASSWORD)
    world.ines.save()
    found: list[str] = []

    def confirm() -> None:
        try:
            confirm_password(user=User.objects.get(pk=world.ines.pk), password=typed)
            found.append("right")
        except DomainError as error:
            found.append(type(error).__name__)

    run_in_parallel([confirm] * 12)

    assert Counter(found) == outcomes
