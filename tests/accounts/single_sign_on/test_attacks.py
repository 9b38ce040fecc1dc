"""What a login withstands: other browsers, replays, other providers, providers that are away."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from accounts.models import IdentityProvider, Login
from tests.accounts.single_sign_on.provider import (
    OpenIDProvider,
    create_provider,
    get_local_address,
    go_through,
    read_reason,
    run_provider,
    start,
)
from tests.office.browser import Browser
from tests.world import World


def is_outside(browser: Browser) -> bool:
    return bool(browser.get("/admin/").status_code == 302) and not Login.objects.exists()


def test_a_callback_works_in_the_browser_that_began_the_login_alone(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    """Otherwise somebody could make another's browser log in as themselves."""
    mine, theirs = Browser(), Browser()
    location = openid.log_in(start(mine, world.alpine), "maria")
    start(theirs, world.alpine)

    for browser in (theirs, Browser()):
        response = browser.get(get_local_address(location))
        assert response.status_code == 409
        assert is_outside(browser)
    assert mine.get(get_local_address(location)).status_code == 302


def test_a_callback_works_once_even_with_its_cookie(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    browser = Browser()
    address = get_local_address(openid.log_in(start(browser, world.alpine), "maria"))
    cookie = browser.cookies["single-sign-on"].value
    assert browser.get(address).status_code == 302
    assert browser.cookies["single-sign-on"].value == ""

    other = Browser()
    other.cookies["single-sign-on"] = cookie
    assert other.get(address).status_code == 409
    assert other.get("/admin/").status_code == 302


@pytest.mark.parametrize("change", ["state=x", "state=", "st=x", "code=x"])
def test_a_callback_with_another_state_or_code_logs_nobody_in(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, change: str
) -> None:
    browser = Browser()
    address = get_local_address(openid.log_in(start(browser, world.alpine), "maria"))

    response = browser.get(f"{address}&{change}")

    assert response.status_code in (409, 503) or change == "st=x"
    assert is_outside(browser) or change == "st=x"


def test_the_code_of_another_login_is_worthless(world: World, openid: OpenIDProvider, campus: IdentityProvider) -> None:
    """The nonce in the ID token is that of the login for which the code was issued."""
    thief, victim = Browser(), Browser()
    stolen = get_local_address(openid.log_in(start(victim, world.alpine), "maria"))
    own = get_local_address(openid.log_in(start(thief, world.alpine), "sam"))
    code = stolen.partition("code=")[2].partition("&")[0]
    state = own.partition("state=")[2].partition("&")[0]

    response = thief.get(f"/sso/callback/?code={code}&state={state}")

    assert response.status_code == 503
    assert is_outside(thief)


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "x" * 5000, "ä:ö:ü", "eyJhIjoxfQ:1:x"])
def test_a_forged_cookie_begins_no_login(world: World, campus: IdentityProvider, cookie: str) -> None:
    browser = Browser()
    browser.cookies["single-sign-on"] = cookie

    assert browser.get("/sso/callback/?code=x&state=").status_code == 409


def test_a_login_ends_after_ten_minutes(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, frozen_clock: time_machine.Traveller
) -> None:
    browser = Browser()
    address = get_local_address(openid.log_in(start(browser, world.alpine), "maria"))
    frozen_clock.shift(timedelta(minutes=10, seconds=1))

    response = browser.get(address)

    assert (response.status_code, "expired" in read_reason(response)) == (409, True)


def test_a_callback_from_another_provider_is_rejected(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    """Mix-up (RFC 9207): a provider that leads the browser to another one would get its code."""
    browser = Browser()
    address = get_local_address(openid.log_in(start(browser, world.alpine), "maria"))

    assert browser.get(f"{address}&iss=https://evil.example").status_code == 503
    assert "/oauth2/token" not in [path for path, _ in openid.requests]


def test_a_provider_that_names_itself_in_callbacks_must_do_so(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    openid.metadata = {"authorization_response_iss_parameter_supported": True}
    browser = Browser()
    address = get_local_address(openid.log_in(start(browser, world.alpine), "maria"))
    assert browser.get(address).status_code == 503

    address = get_local_address(openid.log_in(start(browser, world.alpine), "maria"))
    assert browser.get(f"{address}&iss={openid.issuer}").status_code == 302


def test_the_provider_of_one_school_logs_nobody_into_another(world: World, openid: OpenIDProvider) -> None:
    """The manager of Alpine may run a provider that says whatever they want."""
    create_provider(world.alpine, openid.issuer, email_domains="", trusts_addresses=False)
    openid.claims = {"email": world.otto.email, "email_verified": True}

    assert go_through(Browser(), openid, world.alpine, "maria").status_code == 403


def test_the_text_of_an_error_of_the_provider_is_not_shown(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    browser = Browser()
    state = start(browser, world.alpine).partition("&state=")[2].partition("&")[0]

    response = browser.get(f"/sso/callback/?error=<b>Call+0900</b>&error_description=Evil&state={state}")

    assert response.status_code == 503
    assert "Evil" not in response.content.decode()
    assert "0900" not in response.content.decode()


def test_failures_of_others_do_not_keep_a_known_device_from_logging_in(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, settings: Any
) -> None:
    settings.GUESSES_PER_ADDRESS = 1
    known = Browser()
    go_through(known, openid, world.alpine, "maria")
    openid.claims = {"email_verified": False}
    assert [go_through(Browser(), openid, world.alpine, "maria").status_code for _ in range(2)] == [403, 429]
    openid.claims = {}

    assert go_through(known, openid, world.alpine, "maria").status_code == 302


def test_failures_are_counted_by_network_address_and_successes_are_not(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, settings: Any
) -> None:
    settings.GUESSES_PER_ADDRESS = 2
    for _ in range(3):
        assert go_through(Browser(), openid, world.alpine, "maria").status_code == 302
    openid.claims = {"email_verified": False}

    assert [go_through(Browser(), openid, world.alpine, "maria").status_code for _ in range(3)] == [403, 403, 429]


@pytest.mark.parametrize("when", ["start", "callback"])
def test_a_provider_that_is_away_gives_a_page(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, when: str
) -> None:
    browser = Browser()
    if when == "start":
        openid.is_away = True
        response = browser.get(f"/sso/{world.alpine.pk}/")
    else:
        address = get_local_address(openid.log_in(start(browser, world.alpine), "maria"))
        openid.is_away = True
        response = browser.get(address)

    assert (response.status_code, "cannot be reached" in read_reason(response)) == (503, True)
    assert "Log in with a password instead" in response.content.decode()


def test_a_provider_that_is_away_is_not_asked_by_every_request(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, frozen_clock: time_machine.Traveller
) -> None:
    openid.is_away = True
    for _ in range(5):
        assert Browser().get(f"/sso/{world.alpine.pk}/").status_code == 503
    assert len(openid.requests) == 1


def test_what_a_provider_publishes_is_read_once_an_hour(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    for _ in range(3):
        go_through(Browser(), openid, world.alpine, "maria")

    paths = [path for path, _ in openid.requests]
    assert (paths.count("/.well-known/openid-configuration"), paths.count("/jwks")) == (1, 1)


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": 5},
        {"token_endpoint": "http://evil.example/token"},
        {"token_endpoint": "ftp://evil.example/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://[::1"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": []},
    ],
    ids=str,
)
def test_metadata_that_is_not_secure_leads_nowhere(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, metadata: dict[str, Any]
) -> None:
    openid.metadata = metadata

    assert Browser().get(f"/sso/{world.alpine.pk}/").status_code == 503


def test_an_http_address_is_for_development_servers_alone(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, settings: Any
) -> None:
    settings.IS_PRODUCTION = True

    assert Browser().get(f"/sso/{world.alpine.pk}/").status_code == 503
    assert openid.requests == []


def test_a_provider_in_the_servers_own_network_is_not_called(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, settings: Any
) -> None:
    settings.ALLOWED_PRIVATE_HOSTS = []

    assert Browser().get(f"/sso/{world.alpine.pk}/").status_code == 503
    assert openid.requests == []


def test_an_endpoint_in_the_servers_own_network_is_not_called(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, settings: Any
) -> None:
    """The provider is public, but names an address as its token endpoint that only this server can reach."""
    with run_provider() as inside:
        openid.metadata = {"token_endpoint": f"http://127.0.0.1:{inside.port}/oauth2/token"}

        assert go_through(Browser(), openid, world.alpine, "maria").status_code == 503
        assert inside.requests == []


def test_no_login_fails_because_the_cache_is_down(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(cache, name, fail)

    assert go_through(Browser(), openid, world.alpine, "maria").status_code == 302


def test_a_secret_that_cannot_be_decrypted_gives_a_page(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    IdentityProvider.objects.update(client_secret="of another server")

    assert Browser().get(f"/sso/{world.alpine.pk}/").status_code == 503
