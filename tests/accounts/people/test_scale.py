"""50,000 people are listed, searched and picked without pain: measured on PostgreSQL, on demand.

    MEASURE_PEOPLE=1 DATABASE_URL=postgres://… pytest -s tests/accounts/people/test_scale.py

Prints the milliseconds for 500 and 50,000 people in one run, and their ratio: a hundred is the ratio of the rows.
"""

import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.api_keys import create_api_key
from accounts.models import PilotGroup, User
from core.models import new_id
from tests import factories as make
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.world import World

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not os.environ.get("MEASURE_PEOPLE"), reason="only on demand: MEASURE_PEOPLE=1"),
]
SMALL, LARGE = 500, 50_000
ROUNDS = 3
# What reads every person may take as long as there are more of them; what reads a page may not.
FULL_RATIO, PAGE_RATIO = 150, 60
SURNAMES = ("Huber", "Müller", "Nowak", "Ferrari", "Åkesson", "Ó Briain", "Øster", "Çelik", "Dvořák", "Popescu")


def fill(world: World, count: int) -> None:
    """Adds people of the school up to `count`; some are members of a group, some have not accepted an invitation."""
    present = User.objects.filter(company=world.alpine).count()
    people = User.objects.bulk_create(
        [
            make.UserFactory.build(
                company=world.alpine,
                name=f"Pat{number % 977}",
                surname=f"{SURNAMES[number % len(SURNAMES)]} {number % 4999}",
                email=f"p{number}@alpine.example",
            )
            for number in range(present, count)
        ],
        batch_size=1000,
    )
    group, _ = PilotGroup.objects.get_or_create(company=world.alpine, name="Intake")
    group.members.add(*people[:300])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user")


def list_acts(world: World, group: PilotGroup) -> dict[str, tuple[int, Callable[[], Any]]]:
    """What is measured, each with the ratio that is allowed."""
    client, browser = APIClient(), open_browser(world.maria)  # not the tests' own client, which checks every row
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {create_api_key(user=world.maria, name=new_id().hex).secret}")
    people = build_address(User)
    picked = {"app_label": "accounts", "model_name": "pilotgroup", "field_name": "members"}
    requests: dict[str, tuple[int, Any, str, dict[str, Any]]] = {
        "list, a page": (PAGE_RATIO, client, "/manager/users.json", {"page": 1}),
        "list, the last page": (PAGE_RATIO, client, "/manager/users.json", {"page": 10}),
        "list, all": (FULL_RATIO, client, "/manager/users.json", {}),
        "search, few": (PAGE_RATIO, client, "/manager/users.json", {"username": "dvořák 4", "page": 1}),
        "search, nobody": (PAGE_RATIO, client, "/manager/users.json", {"username": "xyzzy", "page": 1}),
        "group": (PAGE_RATIO, client, "/manager/users.json", {"pilot_group": str(group.pk), "page": 1}),
        "list.json": (FULL_RATIO, client, "/manager/users/list.json", {}),
        "teachers": (PAGE_RATIO, client, "/manager/trainings/subjects/teachers.json", {}),
        "groups": (PAGE_RATIO, client, "/pilot_groups/manager_index.json", {}),
        "admin, list": (PAGE_RATIO, browser, people, {}),
        "admin, search": (PAGE_RATIO, browser, people, {"q": "dvořák 4"}),
        "admin, autocomplete": (PAGE_RATIO, browser, "/admin/autocomplete/", {**picked, "term": "huber"}),
        "admin, person": (PAGE_RATIO, browser, build_address(User, "change", world.sam.pk), {}),
    }
    return {name: (ratio, build_act(*request)) for name, (ratio, *request) in requests.items()}


def build_act(client: Any, path: str, query: dict[str, Any]) -> Callable[[], Any]:
    return lambda: client.get(path, query)


def measure(act: Callable[[], Any]) -> float:
    """The fewest milliseconds of some rounds, which the load of the machine disturbs least."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        response = act()
        times.append(1000 * (time.perf_counter() - started))
        assert response.status_code == 200
    return min(times)


def test_a_hundred_times_the_people_cost_no_more_than_that(world: World) -> None:
    measured: dict[str, list[float]] = {}
    for count in (SMALL, LARGE):
        fill(world, count)
        for name, (_, act) in list_acts(world, world.alpine.pilot_groups.get()).items():
            measured.setdefault(name, []).append(measure(act))
    for name, (small, large) in measured.items():
        print(f"\n{name:22} {small:8.1f} ms {large:8.1f} ms {large / small:6.1f}", end="")  # noqa: T201
    limits = {name: ratio for name, (ratio, _) in list_acts(world, world.alpine.pilot_groups.get()).items()}
    assert {name for name, (small, large) in measured.items() if large / small > limits[name]} == set()
