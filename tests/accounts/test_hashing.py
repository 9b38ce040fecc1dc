"""Password hashing is limited: so many hashes at once, so many waiting, and 503 for the others."""

import threading
from typing import Any

import pytest
from argon2 import extract_parameters
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

from accounts.models import LoginAttemptLog, User
from accounts.passwords import hash_password
from accounts.sign_in import hashers, sessions
from accounts.sign_in.hashers import RETRY_AFTER_SECONDS, BoundedArgon2, ConcurrencyLimit
from core.exceptions import Busy
from tests.factories import PASSWORD
from tests.world import Client, World

OURS = "accounts.sign_in.hashers.BoundedArgon2"


@pytest.fixture(autouse=True)
def real_hasher(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [OURS]


def log_in(user: User, password: str = PASSWORD) -> Any:
    return Client().post("/users/login.json", {"email": user.email, "password": password})


def test_a_hash_costs_what_owasp_asks_for() -> None:
    used = extract_parameters(make_password(PASSWORD).removeprefix("argon2"))

    assert (used.type.name, used.memory_cost, used.time_cost, used.parallelism) == ("ID", 19 * 1024, 2, 1)


def test_a_hash_made_with_other_parameters_is_replaced_at_the_login(world: World) -> None:
    old = Argon2PasswordHasher()
    old.memory_cost, old.time_cost, old.parallelism = 1024, 1, 8
    User.objects.filter(pk=world.sam.pk).update(password=old.encode(PASSWORD, old.salt()))

    assert log_in(world.sam, "wrong").status_code == 401
    assert "m=1024" in User.objects.get(pk=world.sam.pk).password
    assert log_in(world.sam).status_code == 200
    assert "m=19456,t=2,p=1" in User.objects.get(pk=world.sam.pk).password
    assert log_in(world.sam).status_code == 200


def test_two_logins_that_replace_the_same_hash_both_get_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    old = Argon2PasswordHasher()
    old.memory_cost, old.time_cost, old.parallelism = 1024, 1, 8
    User.objects.filter(pk=world.sam.pk).update(password=old.encode(PASSWORD, old.salt()))
    upgrade_hash = sessions.upgrade_hash

    def upgrade_as_second(user: User, password: str) -> None:
        User.objects.filter(pk=user.pk).update(password=hash_password(password))
        upgrade_hash(user, password)

    monkeypatch.setattr(sessions, "upgrade_hash", upgrade_as_second)

    assert log_in(world.sam).status_code == 200


def test_no_more_run_at_once_than_may_and_whoever_comes_beyond_the_queue_is_busy() -> None:
    limit = ConcurrencyLimit(at_once=2, queue=3, wait_seconds=5)
    gate, lock = threading.Event(), threading.Lock()
    running, most, done, busy = 0, 0, 0, 0

    def work() -> None:
        nonlocal running, most, done, busy
        try:
            with limit.acquire():
                with lock:
                    running += 1
                    most = max(most, running)
                gate.wait(5)
                with lock:
                    running -= 1
                    done += 1
        except Busy:
            with lock:
                busy += 1

    threads = [threading.Thread(target=work) for _ in range(12)]
    for thread in threads:
        thread.start()
    while busy < 7:
        pass
    gate.set()
    for thread in threads:
        thread.join()

    assert (most, done, busy) == (2, 5, 7)


def test_a_turn_that_does_not_come_is_given_up_and_the_place_is_free_again() -> None:
    limit = ConcurrencyLimit(at_once=1, queue=1, wait_seconds=0.01)
    with limit.acquire():
        for _ in range(3):
            with pytest.raises(Busy), limit.acquire():
                pass
    with limit.acquire():
        pass


@pytest.mark.parametrize("who", ["known", "unknown", "without password"])
def test_a_login_beyond_the_queue_is_told_to_come_back_and_counts_for_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    world.sam.password = BoundedArgon2().encode(PASSWORD, "0123456789abcdef")
    world.sam.save()
    person = {"known": world.sam, "unknown": User(email="nobody@alpine.example"), "without password": world.tom}[who]
    full = ConcurrencyLimit(at_once=1, queue=0, wait_seconds=0.01)
    monkeypatch.setattr(hashers, "HASHING_LIMIT", full)

    with full.acquire():
        responses = [log_in(person) for _ in range(7)]

    assert {response.status_code for response in responses} == {503}
    assert responses[0]["Retry-After"] == str(RETRY_AFTER_SECONDS)
    assert responses[0].json() == {"message": "The server is busy. Please try again in a moment."}
    assert all(log.attempts == [] for log in LoginAttemptLog.objects.all())
