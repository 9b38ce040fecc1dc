"""ID tokens that the provider did not sign, or not for this login, log nobody in."""

from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from accounts.models import IdentityProvider, Login
from tests.accounts.single_sign_on.provider import SECRET, OpenIDProvider, go_through, read_reason
from tests.conftest import NOW
from tests.office.browser import Browser
from tests.world import World

MOMENT = int(NOW.timestamp())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": []},
        {"aud": None},
        {"aud": ["downwind", "another-client"]},
        {"aud": ["downwind", "another-client"], "azp": "another-client"},
        {"azp": "another-client"},
        {"nonce": "of-another-login"},
        {"nonce": None},
        {"nonce": ["x"]},
        {"exp": MOMENT - 61},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": MOMENT + 61},
        {"iat": None},
        {"nbf": MOMENT + 61},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_with_a_wrong_claim_logs_nobody_in(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, claims: dict[str, Any]
) -> None:
    openid.claims = claims
    browser = Browser()

    response = go_through(browser, openid, world.alpine, "maria")

    assert (response.status_code, "not valid" in read_reason(response)) == (503, True)
    assert browser.get("/admin/").status_code == 302
    assert not Login.objects.exists()


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": ["downwind"]},
        {"aud": ["another-client", "downwind"], "azp": "downwind"},
        {"exp": MOMENT - 30},
        {"iat": MOMENT + 30},
    ],
    ids=str,
)
def test_a_token_may_have_several_audiences_and_a_clock_that_is_a_little_wrong(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, claims: dict[str, Any]
) -> None:
    openid.claims = claims

    assert go_through(Browser(), openid, world.alpine, "maria").status_code == 302


@pytest.mark.parametrize(
    "forgery",
    [
        {"key": RSAKey.generate_key(2048, {"kid": "test"})},
        {"key": ECKey.generate_key("P-256"), "header": {"alg": "ES256"}},
        {"key": OctKey.import_key(SECRET * 2), "header": {"alg": "HS256"}},
        {"key": RSAKey.generate_key(2048), "header": {"kid": "unknown"}},
        {"id_token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYXJpYSJ9."},
        {"id_token": "eyJhbGciOiJub25lIiwia2lkIjoidGVzdCJ9.eyJzdWIiOiJtYXJpYSJ9."},
        {"id_token": ""},
        {"id_token": "a.b.c"},
        {"id_token": "a.b.c.d.e"},
        {"id_token": "\ud800"},
        {"id_token": "[" * 50_000},
    ],
    ids=["other key", "other kind of key", "symmetric", "unknown key", "none", "none with a key", "empty", "garbage",
         "encrypted", "surrogate", "nested"],
)  # fmt: skip
def test_a_token_that_the_provider_did_not_sign_logs_nobody_in(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, forgery: dict[str, Any]
) -> None:
    openid.__dict__.update(forgery)
    browser = Browser()

    response = go_through(browser, openid, world.alpine, "maria")

    assert (response.status_code, "not valid" in read_reason(response)) == (503, True)
    assert browser.get("/admin/").status_code == 302
    assert not Login.objects.exists()


def test_a_token_signed_with_the_published_key_as_a_symmetric_one_logs_nobody_in(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    """The attack on libraries that let the token choose how it is verified."""
    secret = OctKey.import_key("a-symmetric-key-that-is-published")
    openid.keys = [{**secret.as_dict(private=True), "kid": "test", "use": "sig"}]
    openid.key, openid.header = secret, {"alg": "HS256"}

    assert go_through(Browser(), openid, world.alpine, "maria").status_code == 503


def test_a_key_that_the_provider_has_just_begun_to_use_is_fetched(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    go_through(Browser(), openid, world.alpine, "maria")
    new = RSAKey.generate_key(2048, {"kid": "new"})
    openid.keys = [new.as_dict(private=False)]
    openid.key, openid.header = new, {"kid": "new"}

    assert go_through(Browser(), openid, world.alpine, "maria").status_code == 302


def test_unknown_keys_do_not_make_the_server_fetch_the_keys_again_and_again(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    openid.header = {"kid": "unknown"}

    for _ in range(5):
        go_through(Browser(), openid, world.alpine, "maria")

    assert [path for path, _ in openid.requests].count("/jwks") == 2
