"""Who is logged in: people who exist in the school of the provider, by an address that it has verified."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import IdentityProvider, User
from accounts.roles import Role
from accounts.sign_in.single_sign_on.matching import REFUSED
from records.models import Event
from tests.accounts.single_sign_on.provider import OpenIDProvider, create_provider, go_through, read_reason
from tests.office.browser import Browser
from tests.world import World

UNVERIFIED: list[Any] = [None, False, "false", "", 0, 1, "yes", [], {"a": 1}]


def log_in(openid: OpenIDProvider, world: World, subject: str = "maria", **claims: Any) -> Any:
    openid.claims = claims
    return go_through(Browser(), openid, world.alpine, subject)


def is_refused(response: Any) -> bool:
    """Whether it is the one response for everybody who is not logged in."""
    return (response.status_code, read_reason(response)) == (403, str(REFUSED))


def read_failures(world: World) -> list[tuple[str, str, str]]:
    events = Event.objects.filter(company=world.alpine, action="login.failed").order_by("seq")
    return [(event.object_type, event.object_id, event.payload) for event in events]


@pytest.mark.parametrize("email", ["MARIA@ALPINE.EXAMPLE", "Maria@alpine.example", " maria@alpine.example "])
def test_an_address_is_the_same_in_any_case(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, email: str
) -> None:
    assert log_in(openid, world, email=email).status_code == 302


def test_a_person_whom_the_school_does_not_have_is_refused_and_not_created(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    count = User.objects.count()

    assert is_refused(log_in(openid, world, email="nobody@alpine.example"))

    assert User.objects.count() == count
    payload = '{"provider":"Campus","reason":"unknown address"}'
    assert read_failures(world) == [("accounts.identityprovider", str(campus.pk), payload)]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"is_active": False}, "closed account"),
        ({"expires_on": date(2026, 3, 17)}, "closed account"),
        ({"deleted_at": timezone.now()}, "closed account"),
        ({"group": Role.CHIEF_PILOT}, "role above the limit"),
    ],
)
def test_an_account_that_may_not_log_in_is_refused_like_one_that_does_not_exist(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, fields: dict[str, Any], reason: str
) -> None:
    User.objects.filter(pk=world.maria.pk).update(**fields)

    assert is_refused(log_in(openid, world))

    payload = f'{{"provider":"Campus","reason":"{reason}"}}'
    assert read_failures(world) == [("accounts.user", str(world.maria.pk), payload)]


def test_a_person_of_another_school_is_refused_like_one_that_does_not_exist(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    IdentityProvider.objects.update(email_domains="")

    assert is_refused(log_in(openid, world, "otto"))
    assert Event.objects.filter(company=world.baltic).count() == 0


@pytest.mark.parametrize("claim", UNVERIFIED)
def test_an_address_that_the_provider_has_not_verified_does_not_count(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, claim: Any
) -> None:
    assert is_refused(log_in(openid, world, email_verified=claim))


@pytest.mark.parametrize("claim", [True, "true", "True"])
def test_a_verified_address_counts(world: World, openid: OpenIDProvider, campus: IdentityProvider, claim: Any) -> None:
    assert log_in(openid, world, email_verified=claim).status_code == 302


def test_a_trusted_provider_need_not_say_that_an_address_is_verified(world: World, openid: OpenIDProvider) -> None:
    create_provider(world.alpine, openid.issuer, trusts_addresses=True)

    assert log_in(openid, world, email_verified=None).status_code == 302
    assert is_refused(log_in(openid, world, email_verified=False))


@pytest.mark.parametrize("trusts", [True, False])
@pytest.mark.parametrize("domains", ["school.example", "sub.alpine.example", "ne.example", "example"])
def test_an_address_of_another_domain_does_not_count(
    world: World, openid: OpenIDProvider, trusts: bool, domains: str
) -> None:
    create_provider(world.alpine, openid.issuer, trusts_addresses=trusts, email_domains=domains)

    assert is_refused(log_in(openid, world))


@pytest.mark.parametrize("domains", ["alpine.example", "other.example, alpine.example", "ALPINE.example"])
def test_an_address_of_one_of_the_domains_counts(world: World, openid: OpenIDProvider, domains: str) -> None:
    create_provider(world.alpine, openid.issuer, email_domains=domains)

    assert log_in(openid, world).status_code == 302


@pytest.mark.parametrize(
    "email", [None, "", 5, True, ["maria@alpine.example"], {"a": 1}, "maria", "@", "\x00", "maria@alpine.example\x00",
              "x" * 300 + "@alpine.example", "\ud800@alpine.example", "💥@alpine.example"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, email: Any
) -> None:
    openid.metadata = {"userinfo_endpoint": None}

    assert is_refused(log_in(openid, world, email=email))


@pytest.mark.parametrize(
    "email", ["\u212aate@alpine.example", "ka\u200bte@alpine.example", "kate\u00ad@alpine.example"]
)
def test_an_address_that_only_looks_like_somebody_elses_is_refused(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, email: str
) -> None:
    world.create_person("Kate", "Manager", Role.TRAINING_MANAGER)

    assert is_refused(log_in(openid, world, email=email))


def test_an_address_with_an_accent_logs_in_in_every_spelling(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    world.create_person("Zoë", "Manager", Role.TRAINING_MANAGER)

    for email in ("zoë@alpine.example", "zoe\u0308@alpine.example", "ZOË@alpine.example"):
        assert log_in(openid, world, email=email).status_code == 302


@pytest.mark.parametrize("role", Role)
def test_nobody_above_the_highest_role_of_the_provider_is_logged_in(
    world: World, openid: OpenIDProvider, role: Role
) -> None:
    create_provider(world.alpine, openid.issuer, highest_role=Role.CHIEF_INSTRUCTOR)
    User.objects.filter(pk=world.charles.pk).update(group=role)

    response = go_through(Browser(), openid, world.alpine, "charles", "?client=1")

    assert (response.status_code == 302) is (role >= 150)
    if role < 150:
        assert is_refused(response)


def test_the_address_may_come_from_the_userinfo_endpoint(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    openid.claims = {"email": None, "email_verified": None}

    assert go_through(Browser(), openid, world.alpine, "maria").status_code == 302
    assert "/userinfo" in [path for path, _ in openid.requests]


def test_userinfo_about_somebody_else_does_not_count(
    world: World, openid: OpenIDProvider, campus: IdentityProvider
) -> None:
    openid.claims = {"email": None, "sub": "somebody-else"}

    response = go_through(Browser(), openid, world.alpine, "maria")

    assert response.status_code == 503
    assert "not valid" in read_reason(response)


def test_an_account_that_is_closed_while_the_provider_is_asked_stays_closed(
    world: World, openid: OpenIDProvider, campus: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.sign_in.single_sign_on import matching
    from office.single_sign_on import pages

    def match_and_close(*args: Any) -> User:
        user = matching.match_user(*args)
        User.objects.filter(pk=user.pk).update(is_active=False)
        return user

    monkeypatch.setattr(pages, "match_user", match_and_close)

    assert is_refused(log_in(openid, world))
