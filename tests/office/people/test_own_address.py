"""The own e-mail address of a manager in the admin."""

from typing import Any

import pytest

from accounts.models import User
from mail.models import Mail
from records.models import Event
from tests.factories import PASSWORD
from tests.office.browser import open_browser
from tests.office.population import build_address
from tests.world import World

NEW = "new@alpine.example"


@pytest.fixture(autouse=True)
def mail(settings: Any) -> None:
    settings.MAIL_ENABLED = True


def save_own_page(world: World, **changes: str) -> Any:
    own = {"email": world.maria.email, "name": "Maria", "surname": "Moser", "language": "en"}
    return open_browser(world.maria).post(build_address(User, "change", world.maria.pk), {**own, **changes})


def get_address(user: User) -> str:
    return str(User.objects.values_list("email", flat=True).get(pk=user.pk))


@pytest.mark.parametrize("password", ["", "wrong"])
def test_whoever_finds_an_open_browser_does_not_change_the_address(world: World, password: str) -> None:
    response = save_own_page(world, email=NEW, current_password=password, city="Graz")

    assert response.context["adminform"].errors["current_password"]
    assert (get_address(world.maria), Mail.objects.count()) == (world.maria.email, 0)


def test_a_new_address_counts_once_it_is_confirmed(world: World) -> None:
    assert save_own_page(world, email=NEW, current_password=PASSWORD, city="Graz").status_code == 302

    assert get_address(world.maria) == world.maria.email
    assert User.objects.get(pk=world.maria.pk).city == "Graz"
    assert sorted(Mail.objects.values_list("kind", "address")) == [
        ("address_change", world.maria.email),
        ("confirmation", NEW),
    ]


def test_the_password_is_not_recorded(world: World) -> None:
    save_own_page(world, email=NEW, current_password=PASSWORD)

    assert not any(PASSWORD in event.payload for event in Event.objects.all())


def test_everything_else_needs_no_password(world: World) -> None:
    assert save_own_page(world, city="Graz").status_code == 302


def test_guesses_of_the_password_are_counted(world: World) -> None:
    for _ in range(5):
        save_own_page(world, email=NEW, current_password="wrong")

    response = save_own_page(world, email=NEW, current_password=PASSWORD)

    assert "wait" in str(response.context["adminform"].errors["current_password"])


def test_on_a_server_without_mail_the_address_is_changed_at_once(world: World, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    assert save_own_page(world, email=NEW).status_code == 302
    assert get_address(world.maria) == NEW
