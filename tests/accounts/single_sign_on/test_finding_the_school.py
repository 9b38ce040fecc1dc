"""`/sso/` finds the school by the domain of an address, and reveals nothing about accounts."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from accounts.models import IdentityProvider
from tests.accounts.single_sign_on.provider import create_provider
from tests.factories import CompanyFactory
from tests.office.browser import Browser
from tests.world import World

NONE = "No school logs in people with such an address"


@pytest.fixture
def campus(world: World) -> IdentityProvider:
    return create_provider(world.alpine, "https://id.alpine.example", email_domains="alpine.example, flüge.example")


def find(email: str, query: str = "") -> str:
    response = Browser().get(f"/sso/?email={quote(email)}{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_asks_for_the_address(world: World, campus: IdentityProvider) -> None:
    page = Browser().get("/sso/").content.decode()

    assert 'name="email"' in page
    assert "Alpine" not in page


@pytest.mark.parametrize(
    "email", ["maria@alpine.example", "NOBODY@Alpine.Example ", "x@xn--flge-1ra.example", "x@FLÜGE.example"]
)
def test_the_school_is_shown_with_its_provider(world: World, campus: IdentityProvider, email: str) -> None:
    page = find(email)

    assert "Alpine Flight School: log in with Campus" in page
    assert f'href="/sso/{world.alpine.pk}/?email=' in page
    assert "https://id.alpine.example" in page


def test_what_a_client_wants_is_passed_on_to_the_school(world: World, campus: IdentityProvider, settings: Any) -> None:
    settings.CLIENT_URL = "https://app.school.example/"

    page = find("maria@alpine.example", "&client=1&state=abc&prompt=login")

    assert f'href="/sso/{world.alpine.pk}/?client=1&amp;state=abc&amp;prompt=login&amp;email=' in page
    assert '<input type="hidden" name="prompt" value="login">' in page


def test_an_address_with_an_account_is_like_one_without(world: World, campus: IdentityProvider) -> None:
    with_account, without = (find(f"{name}@alpine.example").replace(name, "") for name in ("maria", "nobody"))

    assert with_account == without


@pytest.mark.parametrize(
    "email", ["maria@example", "maria@sub.alpine.example", "maria@pine.example", "maria", "@", "a@b@c", "\x00@\x00",
              "x@%", "x@_", "x@" + "a" * 10_000, "%", "x@alpine.example, y@flüge", "x@,", "x@alpine.example\x00"],
)  # fmt: skip
def test_another_domain_finds_no_school(world: World, campus: IdentityProvider, email: str) -> None:
    assert NONE in find(email)


def test_a_provider_that_is_switched_off_is_not_found(world: World, campus: IdentityProvider) -> None:
    IdentityProvider.objects.update(is_enabled=False)

    assert NONE in find("maria@alpine.example")


def test_a_school_that_claims_the_domain_of_another_is_shown_by_its_own_name(
    world: World, campus: IdentityProvider
) -> None:
    create_provider(world.baltic, "https://id.baltic.example", name="Alpine Flight School")

    page = find("maria@alpine.example")

    assert page.index("Alpine Flight School: log in with Campus") < page.index("Baltic Aviation: log in with Alpine")


def test_where_the_login_shall_lead_is_kept(world: World, campus: IdentityProvider, settings: Any) -> None:
    settings.CLIENT_URL = "https://app.school.example"

    assert "next=%2Fadmin%2Faccounts%2F" in find("maria@alpine.example", "&next=/admin/accounts/")
    assert "client=1&amp;state=abc" in find("maria@alpine.example", "&client=1&state=abc")
    assert "evil" not in find("maria@alpine.example", "&next=https://evil.example")


def test_texts_of_schools_and_people_are_escaped(world: World) -> None:
    create_provider(CompanyFactory(name="<b>School</b>"), "https://id.example", name="<i>", email_domains="b.example")

    page = find('"><script>@b.example')

    assert "<b>School" not in page
    assert "<script>" not in page
    assert "<i>" not in page


def test_many_schools_cost_no_more_queries(world: World, queries_of: Callable[[Callable[[], Any]], list[str]]) -> None:
    create_provider(world.alpine, "https://id.example", email_domains="mail.example")
    one = queries_of(lambda: find("x@mail.example"))
    for _ in range(30):
        create_provider(CompanyFactory(), "https://id.example", email_domains="mail.example")

    assert len(queries_of(lambda: find("x@mail.example"))) == len(one) == 1
