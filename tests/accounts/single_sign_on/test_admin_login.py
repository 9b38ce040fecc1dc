"""Managers enter the admin through the identity provider of their school."""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from accounts.models import IdentityProvider, Login
from accounts.sign_in.devices import COOKIE as DEVICE_COOKIE
from tests.accounts.single_sign_on.provider import OpenIDProvider, get_local_address, go_through, read_reason, start
from tests.office.browser import Browser
from tests.world import World


def test_a_manager_is_in_the_admin_after_logging_in_at_the_provider(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    browser = Browser()

    response = go_through(browser, openid, world.alpine, "maria")

    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert "Alpine Flight School" in browser.get("/admin/").content.decode()


def test_the_login_is_in_the_list_of_the_user_with_the_name_of_the_provider(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    go_through(Browser(headers={"user-agent": "Firefox"}), openid, world.alpine, "maria")

    assert list(Login.objects.values_list("user", "provider", "user_agent", "ip_address")) == [
        (world.maria.pk, "Campus", "Firefox", "127.0.0.1")
    ]


def test_the_device_is_known_afterwards(world: World, openid: OpenIDProvider, campus: IdentityProvider) -> None:
    assert DEVICE_COOKIE in go_through(Browser(), openid, world.alpine, "maria").cookies


def test_the_browser_is_sent_to_the_provider_with_pkce_a_state_and_a_nonce(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    browser = Browser()

    location = start(browser, world.alpine, "?email=maria@alpine.example")

    sent = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    assert location.startswith(f"{openid.issuer}/oauth2/authorize?")
    assert sent["response_type"] == "code"
    assert sent["scope"] == "openid email"
    assert sent["redirect_uri"] == "http://testserver/sso/callback/"
    assert sent["login_hint"] == "maria@alpine.example"
    assert sent["code_challenge_method"] == "S256"
    assert min(len(sent[name]) for name in ("state", "nonce", "code_challenge")) >= 43
    cookie = browser.cookies["single-sign-on"]
    assert (cookie["samesite"], cookie["httponly"], cookie["path"]) == ("Lax", True, "/sso/")
    assert int(cookie["max-age"]) == 600


def test_the_secret_and_the_verifier_are_sent_to_the_provider_alone(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    openid.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    response = go_through(Browser(), openid, world.alpine, "maria")

    [(_, form)] = [sent for sent in openid.requests if sent[0] == "/oauth2/token"]
    assert form["client_secret"] == "the-secret-of-the-client"
    assert len(form["code_verifier"]) >= 43
    assert "the-secret" not in response.content.decode() + str(response.headers)


@pytest.mark.parametrize(
    ("next", "opened"),
    [
        ("/admin/accounts/user/?group__exact=190", "/admin/accounts/user/?group__exact=190"),
        ("https://evil.example/", "/admin/"),
        ("//evil.example/", "/admin/"),
        ("/\\evil.example/", "/admin/"),
        ("\t//evil.example", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("admin/", "/admin/"),
        ("/" + "x" * 500, "/admin/"),
        ("", "/admin/"),
    ],
)
def test_the_login_leads_to_a_page_of_this_server_alone(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, next: str, opened: str
) -> None:
    response = go_through(Browser(), openid, world.alpine, "maria", f"?next={quote(next)}")

    assert response["Location"] == opened


@pytest.mark.parametrize("who", ["charles", "sam"])
def test_the_admin_stays_closed_for_people_who_are_no_managers(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, who: str
) -> None:
    browser = Browser()

    response = go_through(browser, openid, world.alpine, who)

    assert response.status_code == 403
    assert "training managers" in read_reason(response)
    assert browser.get("/admin/").status_code == 302
    assert not Login.objects.exists()


def test_another_person_in_the_same_browser_gets_a_session_of_their_own(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    browser = Browser()
    go_through(browser, openid, world.alpine, "maria")
    before = browser.session.session_key
    world.create_person("Mona", "Manager", world.maria.group)  # type: ignore[arg-type]  # a role
    openid.add_person("mona", email="mona@alpine.example", email_verified=True)

    go_through(browser, openid, world.alpine, "mona")

    assert browser.session.session_key != before
    assert browser.session["_auth_user_id"] != str(world.maria.pk)


def test_the_session_ends_with_the_account(world: World, openid: OpenIDProvider, campus: IdentityProvider) -> None:
    browser = Browser()
    go_through(browser, openid, world.alpine, "maria")
    world.maria.set_password("another-password-9")
    world.maria.save()

    assert browser.get("/admin/").status_code == 302


def test_the_pages_are_not_cached_and_run_no_scripts(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    for address in ("/sso/", f"/sso/{world.alpine.pk}/", "/sso/callback/"):
        response = Browser().get(address)
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("method", ["post", "put", "delete", "head"])
def test_nothing_but_a_get_begins_or_ends_a_login(world: World, campus: IdentityProvider, method: str) -> None:
    for address in (f"/sso/{world.alpine.pk}/", "/sso/callback/"):
        assert getattr(Browser(), method)(address).status_code == 405


def test_the_login_page_offers_it_once_a_school_has_a_provider(world: World, openid: OpenIDProvider) -> None:
    text = "Log in with your school"
    assert text not in Browser().get("/admin/login/").content.decode()
    provider = IdentityProvider.objects.create(company=world.alpine, name="Campus", issuer=openid.issuer)

    page = Browser().get("/admin/login/?next=/admin/trainings/training/%3Fq%3Da").content.decode()
    assert text in page
    assert 'href="/sso/?next=/admin/trainings/training/%3Fq%3Da"' in page

    IdentityProvider.objects.filter(pk=provider.pk).update(is_enabled=False)
    assert text not in Browser().get("/admin/login/").content.decode()


def test_a_school_without_a_provider_is_like_one_that_does_not_exist(world: World, campus: IdentityProvider) -> None:
    pages: list[Any] = [
        Browser().get(f"/sso/{id}/") for id in (world.baltic.pk, "01890000-0000-7000-8000-000000000000")
    ]
    IdentityProvider.objects.update(is_enabled=False)
    pages.append(Browser().get(f"/sso/{world.alpine.pk}/"))

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1


def test_a_provider_that_is_switched_off_while_somebody_logs_in_logs_nobody_in(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    browser = Browser()
    location = openid.log_in(start(browser, world.alpine), "maria")
    IdentityProvider.objects.update(is_enabled=False)

    assert browser.get(get_local_address(location)).status_code == 404
    assert browser.get("/admin/").status_code == 302
