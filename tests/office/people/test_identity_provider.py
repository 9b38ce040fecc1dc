"""The page “Single sign-on” of the admin."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from accounts.models import IdentityProvider, User
from accounts.roles import Role
from accounts.sign_in.single_sign_on.providers import store_provider
from core.encryption import decrypt_text
from core.exceptions import Conflict, Forbidden
from records.models import Event
from tests.accounts.single_sign_on.provider import create_provider, run_provider
from tests.office.browser import Browser, open_browser
from tests.world import World

LIST = "/admin/accounts/identityprovider/"
FORM = {
    "name": "Campus",
    "issuer": "https://id.alpine.example",
    "client_id": "downwind",
    "new_secret": "a-secret",
    "email_domains": "alpine.example",
    "highest_role": str(Role.TRAINING_MANAGER.value),
    "is_enabled": "on",
}


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def provider(world: World) -> IdentityProvider:
    return create_provider(world.alpine, "https://id.alpine.example")


def add(browser: Browser, **changes: str) -> Any:
    return browser.post(f"{LIST}add/", FORM | changes)


def change(browser: Browser, provider: IdentityProvider, **changes: str) -> Any:
    return browser.post(f"{LIST}{provider.pk}/change/", FORM | {"new_secret": ""} | changes)


def read_errors(response: Any) -> dict[str, list[str]]:
    assert response.status_code == 200
    errors: dict[str, list[str]] = response.context["adminform"].form.errors
    return errors


def test_a_manager_adds_the_provider_of_the_own_school(world: World, browser: Browser) -> None:
    assert add(browser).status_code == 302

    provider = IdentityProvider.objects.get()
    assert (provider.company, provider.issuer, provider.highest_role) == (world.alpine, FORM["issuer"], 135)
    assert decrypt_text(provider.client_secret) == "a-secret"
    assert "a-secret" not in provider.client_secret


def test_the_page_shows_the_redirect_uri_and_never_the_secret(browser: Browser, provider: IdentityProvider) -> None:
    add_page = browser.get(f"{LIST}{provider.pk}/change/").content.decode()

    assert "http://testserver/sso/callback/" in add_page
    assert f"http://testserver/sso/{provider.company_id}/" in add_page
    assert "the-secret-of-the-client" not in add_page
    assert provider.client_secret not in add_page


def test_every_change_is_on_record_without_the_secret(browser: Browser, provider: IdentityProvider) -> None:
    change(browser, provider, name="Office", new_secret="another-secret")

    event = Event.objects.get(action="admin.changed")
    assert '"name":["Campus","Office"]' in event.payload
    assert "another-secret" not in event.payload
    provider.refresh_from_db()
    assert decrypt_text(provider.client_secret) == "another-secret"


def test_an_empty_secret_keeps_the_stored_one(browser: Browser, provider: IdentityProvider) -> None:
    assert change(browser, provider, name="Office").status_code == 302

    stored, provider.name = provider.client_secret, ""
    provider.refresh_from_db()
    assert (provider.client_secret, provider.name) == (stored, "Office")


@pytest.mark.parametrize("field", ["issuer", "client_id"])
def test_the_secret_is_not_sent_to_another_issuer(browser: Browser, provider: IdentityProvider, field: str) -> None:
    errors = read_errors(change(browser, provider, **{field: "https://evil.example"}))

    assert list(errors) == ["new_secret"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issuer": "http://id.alpine.example"}, "issuer"),
        ({"issuer": "javascript:alert(1)"}, "issuer"),
        ({"issuer": "https://"}, "issuer"),
        ({"issuer": "https://id.example/?a=b"}, "issuer"),
        ({"issuer": "https://[::1"}, "issuer"),
        ({"issuer": "https://" + "x" * 300}, "issuer"),
        ({"new_secret": ""}, "new_secret"),
        ({"new_secret": "x" * 501}, "new_secret"),
        ({"new_secret": "a\nb"}, "new_secret"),
        ({"email_domains": "not a domain!"}, "email_domains"),
        ({"email_domains": "maria@alpine.example"}, "email_domains"),
        ({"email_domains": "", "trusts_addresses": "on"}, "email_domains"),
        ({"highest_role": "100"}, "highest_role"),
        ({"highest_role": "7"}, "highest_role"),
        ({"client_id": ""}, "client_id"),
        ({"name": "x" * 101}, "name"),
        ({"name": "\x00"}, "name"),
    ],
)
def test_what_cannot_work_is_an_error_at_its_field(browser: Browser, changes: dict[str, str], field: str) -> None:
    assert list(read_errors(add(browser, **changes))) == [field]
    assert not IdentityProvider.objects.exists()


def test_domains_are_stored_in_one_spelling(browser: Browser) -> None:
    add(browser, email_domains=" Alpine.Example;@FLÜGE.example  xn--flge-1ra.example,".replace(";", ", "))

    assert IdentityProvider.objects.get().email_domains == "alpine.example, flüge.example"


def test_a_school_has_one_provider(browser: Browser, provider: IdentityProvider) -> None:
    assert add(browser).status_code == 403
    assert IdentityProvider.objects.count() == 1


def test_a_manager_sees_and_changes_nothing_of_a_provider_above_their_role_but_its_settings(
    browser: Browser, provider: IdentityProvider
) -> None:
    IdentityProvider.objects.update(highest_role=Role.ADMINISTRATOR)

    page = browser.get(f"{LIST}{provider.pk}/change/")
    assert page.status_code == 200
    assert 'name="issuer"' not in page.content.decode()
    for changes in ({}, {"highest_role": "135"}):
        assert change(browser, provider, **changes).status_code == 403
    assert IdentityProvider.objects.get().highest_role == 100


def test_an_administrator_may_let_it_log_in_administrators(world: World, provider: IdentityProvider) -> None:
    User.objects.filter(pk=world.maria.pk).update(group=Role.ADMINISTRATOR)
    world.maria.refresh_from_db()

    assert change(open_browser(world.maria), provider, highest_role="100").status_code == 302
    assert IdentityProvider.objects.get().highest_role == 100


def test_the_service_itself_checks_the_roles(world: World, provider: IdentityProvider) -> None:
    """Between the page's check and the saving, somebody else may have raised the limit."""
    IdentityProvider.objects.update(highest_role=Role.ADMINISTRATOR)

    with pytest.raises(Forbidden):
        store_provider(provider, secret="", by=world.maria)


def test_the_provider_of_another_school_is_like_none(world: World, browser: Browser) -> None:
    other = create_provider(world.baltic, "https://id.baltic.example")

    assert "id.baltic" not in browser.get(LIST).content.decode()
    for path in ("change/", "test", "history/"):
        response = browser.get(f"{LIST}{other.pk}/{path}", follow=True)
        assert "id.baltic" not in response.content.decode()


def test_testing_the_connection_says_what_works(world: World, browser: Browser, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = ["localhost"]
    with run_provider() as openid:
        provider = create_provider(world.alpine, openid.issuer)
        page = browser.get(f"{LIST}{provider.pk}/test", follow=True).content.decode()

    assert "The connection works" in page
    assert f"{openid.issuer}/oauth2/authorize" in page


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"issuer": "https://another.example"}, "calls itself"),
        ({"jwks_uri": None}, "has no jwks_uri"),
        ({"token_endpoint": "http://evil.example"}, "not an https address"),
    ],
)
def test_testing_the_connection_says_what_does_not_work(
    world: World, browser: Browser, settings: Any, changes: dict[str, Any], reason: str
) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = ["localhost"]
    with run_provider() as openid:
        openid.metadata = changes
        provider = create_provider(world.alpine, openid.issuer)
        page = browser.get(f"{LIST}{provider.pk}/test", follow=True).content.decode()

    assert "The connection does not work" in page
    assert reason in page


def test_a_private_address_is_not_called(world: World, browser: Browser, settings: Any) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = []
    with run_provider() as openid:
        provider = create_provider(world.alpine, openid.issuer)
        page = browser.get(f"{LIST}{provider.pk}/test", follow=True).content.decode()

    assert "not on the public internet" in page
    assert openid.requests == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_managers_who_add_a_provider_at_once_one_does(world: World) -> None:
    barrier, results = Barrier(2), []

    def store() -> None:
        provider = IdentityProvider(company=world.alpine, name="Campus", issuer="https://id.example", client_id="x")
        barrier.wait()
        try:
            store_provider(provider, secret="x", by=world.maria)
            results.append("stored")
        except Conflict:
            results.append("refused")
        connections.close_all()

    threads = [Thread(target=store) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["refused", "stored"]
