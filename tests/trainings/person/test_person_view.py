"""A person with logins, enrollments and pilot groups (docs/api.md, section 13)."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Login
from tests import factories as make
from tests.world import World, create_client


def test_a_manager_sees_what_a_person_is_enrolled_in_as_the_person_does(world: World) -> None:
    training = make.TrainingFactory(company=world.alpine)
    make.EnrollmentFactory(training=training, user=world.sam)
    make.PilotGroupFactory(company=world.alpine, name="Intake").members.add(world.sam)
    make.PilotGroupFactory(company=world.baltic, name="Foreign").members.add(world.sam)
    Login.objects.create(user=world.sam, user_agent="Firefox", ip_address="192.0.2.7")

    view = create_client(world.maria).get(f"/manager/users/view/{world.sam.pk}.json").json()

    assert view["enrollments"] == create_client(world.sam).get("/trainings.json").json()["trainings"]
    assert [group["name"] for group in view["pilotGroups"]] == ["Intake"]
    login = view["user"]["UserLogin"][0]
    assert (login["ip"], login["modified"], login["city"]) == ("192.0.2.7", "2026-03-18 10:00:00", None)
    own = create_client(world.sam).get("/users/view.json").json()
    assert {name: view["user"][name] for name in ("UserDetail", "UserGroup", "Company")} == {
        name: own[name] for name in ("UserDetail", "UserGroup", "Company")
    }
    assert own["User"].items() <= view["user"]["User"].items()


@pytest.mark.parametrize("id", ["999999", "olga", "0", "x", "9" * 30])
def test_somebody_unseen_is_not_found(world: World, id: str) -> None:
    id = str(world.olga.pk) if id == "olga" else id

    assert create_client(world.maria).get(f"/manager/users/view/{id}.json").status_code == 404


def test_thirty_of_everything_take_the_queries_of_one(
    world: World, queries_of: Callable[[Callable[[], Any]], list[str]]
) -> None:
    maria, path = create_client(world.maria), f"/manager/users/view/{world.sam.pk}.json"
    counts = []
    for count in (1, 29):
        for _ in range(count):
            make.EnrollmentFactory(training=make.TrainingFactory(company=world.alpine), user=world.sam)
            make.PilotGroupFactory(company=world.alpine).members.add(world.sam)
            Login.objects.create(user=world.sam)
        counts.append(len(queries_of(lambda: maria.get(path))))

    assert counts[0] == counts[1]
