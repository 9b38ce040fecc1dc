"""How long `POST /users/password_recover.json` takes for known and unknown addresses.

Measured on demand, with `make recovery-time`: a busy machine would fail it at random. That the same statements run is
tested always (tests/accounts/own_account/test_recovery.py).
"""

import os
import random
import statistics
import time
from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from tests.world import World

SAMPLES = int(os.environ.get("RECOVERY_SAMPLES", "0"))
SHUFFLES = 2000


def measure(client: Client, email: str, number: int) -> float:
    address: dict[str, Any] = {"REMOTE_ADDR": f"192.0.{number // 200}.{number % 200}"}  # none is slowed down
    started = time.perf_counter()
    response = client.post("/users/password_recover.json", {"email": email}, content_type="application/json", **address)
    duration = (time.perf_counter() - started) * 1000
    assert response.status_code == 200
    return duration


@pytest.mark.skipif(not SAMPLES, reason="measured on demand: RECOVERY_SAMPLES=200")
@pytest.mark.django_db(transaction=True)
def test_known_and_unknown_addresses_take_the_same_time() -> None:
    """In random order, so that whatever else the machine does falls on both alike. Each address comes once, as from
    somebody who tries addresses."""
    world, client = World(), Client()
    people = [world.create_person(f"Known{number}", "Student", Role.STUDENT) for number in range(SAMPLES)]
    samples = [(person.email, "known") for person in people]
    samples += [(f"nobod{number}@alpine.example", "unknown") for number in range(SAMPLES)]
    random.shuffle(samples)
    for number in range(40):
        measure(client, f"warm{number}@alpine.example", 10_000 + number)

    times: dict[str, list[float]] = {"known": [], "unknown": []}
    for number, (email, kind) in enumerate(samples):
        times[kind].append(measure(client, email, number))

    for kind, sample in times.items():
        print(f"\n{kind}: quartiles in ms {[round(value, 3) for value in statistics.quantiles(sample)]}")  # noqa: T201
    chance = estimate_chance(times["known"], times["unknown"])
    print(f"\ndifference of the medians: {subtract_medians(*times.values()):.3f} ms; by chance in {chance:.1%}")  # noqa: T201
    assert chance > 0.001


def subtract_medians(one: list[float], other: list[float]) -> float:
    return statistics.median(one) - statistics.median(other)


def estimate_chance(one: list[float], other: list[float]) -> float:
    """How often the medians of the same durations, dealt out at random, differ by as much (a permutation test): a fixed
    limit would fail on a busy machine and pass anything on a fast one."""
    difference, durations = abs(subtract_medians(one, other)), [*one, *other]
    larger = 0
    for _ in range(SHUFFLES):
        random.shuffle(durations)
        larger += abs(subtract_medians(durations[: len(one)], durations[len(one) :])) >= difference
    return larger / SHUFFLES
