"""The roles that a manager may grant."""

from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from tests.office.browser import Browser
from tests.office.people.conftest import build_form_data, save_person
from tests.office.population import build_address
from tests.world import World


def test_a_manager_grants_roles_up_to_the_own_one(browser: Browser, world: World) -> None:
    for group in (Role.INSTRUCTOR, Role.TRAINING_MANAGER):
        assert save_person(browser, world.sam, group=int(group)).status_code == 302
        world.sam.refresh_from_db()
        assert world.sam.group == group


@pytest.mark.parametrize("group", [100, 120, 0, "x"])
def test_a_manager_grants_no_role_above_the_own_one(browser: Browser, world: World, group: Any) -> None:
    for person in (world.sam, world.maria):
        response = save_person(browser, person, group=group, surname="Changed")
        assert response.status_code == 200
        assert response.context["adminform"].errors["group"]
    new = {**build_form_data(world.sam), "email": "new@alpine.example", "group": group}
    assert browser.post(build_address(User, "add"), new).status_code == 200

    assert not User.objects.filter(surname="Changed").exists()
    assert not User.objects.filter(email="new@alpine.example").exists()


@pytest.mark.parametrize("group", [100, 120])
def test_a_manager_does_not_change_somebody_more_powerful(browser: Browser, world: World, group: int) -> None:
    User.objects.filter(pk=world.charles.pk).update(group=group)
    world.charles.refresh_from_db()

    response = save_person(browser, world.charles, group=190, new_password="taken-over-99")

    assert response.status_code == 403
    after = User.objects.get(pk=world.charles.pk)
    assert (after.group, after.password) == (group, world.charles.password)
