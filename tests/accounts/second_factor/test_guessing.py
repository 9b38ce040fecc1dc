"""Wrong codes are counted like wrong passwords, and the right password alone clears nothing."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.sign_in.devices import HEADER
from accounts.sign_in.second_factor.checking import CODES_PER_DAY
from records.models import Event
from tests.accounts.second_factor.steps import find_wrong_code, get_app_code, log_in, read_mail, use_app, use_email
from tests.world import World

WRONG = "0000000"  # seven digits, which no code has


@pytest.fixture
def sam(people: World) -> User:
    return use_email(people.sam)


def test_after_five_wrong_codes_even_the_right_one_must_wait(sam: User, frozen_clock: Any) -> None:
    log_in(sam)
    code = read_mail(sam)
    assert [log_in(sam, find_wrong_code(code)).status_code for _ in range(5)] == [401] * 5

    response = log_in(sam, code)
    assert (response.status_code, response["Retry-After"]) == (429, str(15 * 60))
    frozen_clock.shift(timedelta(minutes=15))
    log_in(sam)
    assert log_in(sam, read_mail(sam)).status_code == 200


def test_wrong_passwords_and_wrong_codes_share_a_count(sam: User) -> None:
    log_in(sam)
    for _ in range(3):
        log_in(sam, password="wrong")
    for _ in range(2):
        log_in(sam, WRONG)

    assert log_in(sam, read_mail(sam)).status_code == 429


def test_the_right_password_between_wrong_codes_does_not_clear_the_count(sam: User) -> None:
    statuses = []
    for _ in range(5):
        assert log_in(sam).status_code == 401
        statuses.append(log_in(sam, WRONG).status_code)

    assert statuses == [401] * 5
    assert log_in(sam).status_code == 429


def test_the_right_password_is_not_counted_while_its_code_is_missing(sam: User) -> None:
    assert [log_in(sam).status_code for _ in range(9)] == [401] * 9
    assert log_in(sam, read_mail(sam)).status_code == 200


def test_the_right_password_does_not_clear_the_address_for_others(people: World, sam: User, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 6
    for _ in range(3):
        log_in(sam)
        log_in(sam, WRONG)
    for number in range(3):
        log_in(User(email=f"person{number}@alpine.example"))

    assert log_in(people.sue).status_code == 429


def test_a_code_that_is_right_in_time_clears_the_count(sam: User, frozen_clock: Any) -> None:
    for _ in range(3):
        frozen_clock.shift(timedelta(minutes=5))
        log_in(sam)
        for _ in range(4):
            assert log_in(sam, WRONG).status_code == 401
        assert log_in(sam, read_mail(sam)).status_code == 200


def test_whoever_knows_the_password_cannot_go_on_guessing_for_days(people: World, frozen_clock: Any) -> None:
    secret, _ = use_app(people.sam)
    statuses: Counter[int] = Counter()
    for _ in range(20):
        statuses.update(log_in(people.sam, WRONG).status_code for _ in range(5))
        frozen_clock.shift(timedelta(minutes=15))
    assert statuses == {401: CODES_PER_DAY, 429: 100 - CODES_PER_DAY}

    response = log_in(people.sam, get_app_code(secret))
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 15 * 60
    frozen_clock.shift(timedelta(days=1))
    assert log_in(people.sam, get_app_code(secret)).status_code == 200


def test_strangers_who_know_the_password_do_not_lock_out_the_owners_device(people: World, frozen_clock: Any) -> None:
    secret, _ = use_app(people.sam)
    device = log_in(people.sam, get_app_code(secret))[HEADER]
    for _ in range(5):
        frozen_clock.shift(timedelta(minutes=15))
        for _ in range(5):
            log_in(people.sam, WRONG)

    assert log_in(people.sam, get_app_code(secret)).status_code == 429
    assert log_in(people.sam, get_app_code(secret), headers={HEADER: device}).status_code == 200


def test_a_device_has_as_few_guesses_as_a_stranger(people: World) -> None:
    secret, _ = use_app(people.sam)
    device = {HEADER: log_in(people.sam, get_app_code(secret))[HEADER]}

    assert [log_in(people.sam, WRONG, headers=device).status_code for _ in range(6)] == [401] * 5 + [429]


def test_devices_known_before_the_second_factor_share_the_guesses_of_a_day(people: World, frozen_clock: Any) -> None:
    devices = [{HEADER: log_in(people.sam)[HEADER]} for _ in range(6)]
    use_app(people.sam)

    statuses = Counter(log_in(people.sam, WRONG, headers=device).status_code for device in devices for _ in range(5))

    assert statuses == {401: CODES_PER_DAY, 429: 30 - CODES_PER_DAY}


def test_a_password_without_its_code_makes_no_device_known(sam: User) -> None:
    assert HEADER not in log_in(sam)
    assert HEADER not in log_in(sam, WRONG)


def test_a_wrong_code_is_on_record_as_a_failed_login(sam: User) -> None:
    log_in(sam, WRONG)

    event = Event.objects.get(action="login.failed")
    assert (event.object_id, event.payload) == (str(sam.pk), '{"factor":"EMAIL"}')
