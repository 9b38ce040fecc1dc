"""What a manager with a keyboard and bad intentions finds in the managers' admin: nothing."""

import pytest
from django.contrib.contenttypes.models import ContentType

from accounts.models import Token, User
from accounts.services import create_api_key
from tests import factories as make
from tests.admin.browser import Browser, browser_of
from tests.admin.population import page
from tests.world import World
from trainings.models import Training


@pytest.fixture
def browser(world: World) -> Browser:
    return browser_of(world.maria)


@pytest.mark.parametrize("kind", ["", "export.csv"])
def test_a_filter_does_not_tell_how_a_password_hash_begins(browser: Browser, world: World, kind: str) -> None:
    make.UserFactory(company=world.alpine, group=100, password="argon2$secret")
    for lookup in ("password", "password__startswith", "password__regex", "password__gt"):
        answer = browser.get(page(User) + kind, {lookup: "argon2$secret"})
        answer.close()

        assert answer.status_code == 400, lookup


def test_a_filter_does_not_tell_how_the_digest_of_a_key_begins(browser: Browser, world: World) -> None:
    create_api_key(user=world.maria, name="office")

    assert browser.get(page(Token), {"digest__startswith": "a"}).status_code == 400


def test_no_list_is_filtered_by_what_it_neither_shows_nor_offers(browser: Browser, world: World) -> None:
    assert browser.get(page(User), {"photo__startswith": "a"}).status_code == 400
    assert browser.get(page(User), {"group__exact": 190, "is_active__exact": 1}).status_code == 200


def test_there_is_no_page_that_leads_from_an_id_to_a_row(browser: Browser, world: World) -> None:
    kind = ContentType.objects.get_for_model(Training).pk
    for pk in ("1", "x", make.TrainingFactory(company=world.baltic).pk):
        assert browser.get(f"/admin/r/{kind}/{pk}/").status_code == 404
