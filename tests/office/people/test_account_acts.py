"""The account of one person: how it stands, and the acts on it, each of which asks first."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Login, User
from accounts.roles import Role
from mail.models import Mail
from records.models import Event
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import World

PAGES = ("invite", "new_password", "reset_second_factor")


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def get_page(user: User, page: str) -> str:
    return reverse(f"admin:accounts_user_{page}", args=[user.pk])


def invite_later(user: User) -> None:
    user.set_unusable_password()
    user.save()


def turn_factor_on(user: User) -> None:
    User.objects.filter(pk=user.pk).update(two_factor=User.TwoFactor.EMAIL)


def list_offered(browser: Browser, address: str, user: User) -> list[str]:
    text = browser.get(address).content.decode()
    return [page for page in PAGES if f'href="{get_page(user, page)}"' in text]


def test_both_pages_show_how_the_account_stands_and_what_can_be_done(
    browser: Browser, world: World, settings: Any
) -> None:
    settings.MAIL_ENABLED = True
    invite_later(world.sam)
    turn_factor_on(world.sam)
    world.sue.set_password(PASSWORD)
    world.sue.save()
    Login.objects.create(user=world.sam, at=timezone.now())

    for address in (build_address(User, "change", world.sam.pk), get_page(world.sam, "file")):
        text = browser.get(address).content.decode()
        assert "18 Mar 2026, 23:00" in text
        assert "not invited" in text
        assert list_offered(browser, address, world.sam) == list(PAGES)
        of_sue = address.replace(f"/{world.sam.pk}/", f"/{world.sue.pk}/")
        assert list_offered(browser, of_sue, world.sue) == ["new_password"]


def test_nothing_is_offered_of_oneself_and_of_higher_roles(browser: Browser, world: World) -> None:
    chief = world.create_person("Anna", "Administrator", Role.ADMINISTRATOR)

    for user in (world.maria, chief):
        assert list_offered(browser, get_page(user, "file"), user) == []


def test_an_invitation_is_sent_after_the_question(browser: Browser, world: World, settings: Any) -> None:
    settings.MAIL_ENABLED = True
    invite_later(world.sam)
    assert "sam@alpine.example" in browser.get(get_page(world.sam, "invite")).content.decode()
    assert not Mail.objects.exists()

    response = browser.post(get_page(world.sam, "invite"), {"asked": "1"}, follow=True)

    assert "The invitation to Sam Student is sent." in response.content.decode()
    assert "sent on 18 Mar 2026" in response.content.decode()
    assert Mail.objects.get(kind="invitation").recipient == world.sam
    assert Event.objects.filter(action="user.invited").count() == 1


def test_a_second_factor_is_reset_after_the_question(browser: Browser, world: World) -> None:
    turn_factor_on(world.sam)
    browser.get(get_page(world.sam, "reset_second_factor"))
    assert User.objects.get(pk=world.sam.pk).two_factor == User.TwoFactor.EMAIL

    browser.post(get_page(world.sam, "reset_second_factor"), {"asked": "1"})

    assert User.objects.get(pk=world.sam.pk).two_factor == User.TwoFactor.OFF
    assert Event.objects.filter(action="second_factor.reset").count() == 1


def test_a_new_password_is_downloaded_after_the_question(browser: Browser, world: World) -> None:
    before = User.objects.get(pk=world.sam.pk).password
    assert "Sam Student" in browser.get(get_page(world.sam, "new_password")).content.decode()
    assert User.objects.get(pk=world.sam.pk).password == before

    response = browser.post(get_page(world.sam, "new_password"), {"confirmed": "yes"})

    assert "passwords" in response["Content-Disposition"]
    assert User.objects.get(pk=world.sam.pk).password != before


@pytest.mark.parametrize("page", PAGES)
def test_what_is_refused_leaves_the_account_as_it_is(browser: Browser, world: World, page: str, settings: Any) -> None:
    settings.MAIL_ENABLED = True
    chief = world.create_person("Anna", "Administrator", Role.ADMINISTRATOR)
    turn_factor_on(chief)
    before = User.objects.get(pk=chief.pk)

    browser.post(get_page(chief, page), {"asked": "1", "confirmed": "yes"})

    after = User.objects.get(pk=chief.pk)
    assert (after.password, after.two_factor, after.invited_at) == (before.password, before.two_factor, None)
    assert browser.get(get_page(world.olga, page)).status_code == 404
    assert open_browser(world.ines).get(get_page(world.sam, page)).status_code == 302
