"""`GET /users/view.json`, `/users/countries.json`, `/users/timezones.json` (docs/api.md, section 2)."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override

from accounts.countries_and_zones import list_countries, list_translated_countries
from accounts.models import Token, User
from accounts.roles import Role
from tests import factories as make
from tests.world import World, create_api_client, create_client


def view_user(user: User) -> Any:
    response = create_client(user).get("/users/view.json")
    assert response.status_code == 200, response.content
    return response.json()


def test_a_person_sees_the_own_account_with_exactly_these_keys(world: World) -> None:
    base = make.LocationFactory(company=world.alpine)
    User.objects.filter(pk=world.sam.pk).update(
        expires_on=date(2026, 12, 31), phone="+43 1 2345", timezone_id="Europe/Vienna", country_id="AT",
        photo="photos/2026/sam.png", language="de", is_pilot=True, supervisor=world.ines, base=base,
        address="Flugplatz 1", postcode="2700", city="Wiener Neustadt", date_of_birth=date(2001, 2, 3),
        personnel_number="P-17", color="#2f6fb0",
    )  # fmt: skip

    assert view_user(world.sam) == {
        "User": {
            "id": str(world.sam.pk),
            "email": "sam@alpine.example",
            "active": True,
            "user_group_id": "190",
            "api": False,
            "language": "de",
            "created": "2026-03-18 10:00:00",
            "expiration": "2026-12-31",
            "pilot": True,
            "supervisor_id": str(world.ines.pk),
            "base_id": str(base.pk),
            "two_factor": "OFF",
            "newsletter": False,
            "alerts": True,
            "message_alerts": True,
        },
        "UserDetail": {
            "id": str(world.sam.pk),
            "name": "Sam",
            "surname": "Student",
            "photo": "/media/photos/2026/sam.png",
            "phone": "+43 1 2345",
            "timezone_id": "Europe/Vienna",
            "country_id": "AT",
            "address": "Flugplatz 1",
            "pc": "2700",
            "city": "Wiener Neustadt",
            "dob": "2001-02-03",
            "companyid": "P-17",
            "color": "#2f6fb0",
            "modified": "2026-03-18 10:00:00",
        },
        "UserGroup": {"id": "190", "name": "Student"},
        "Company": {"id": str(world.alpine.pk), "name": "Alpine Flight School"},
    }


def test_what_is_not_known_of_a_person_is_null(world: World) -> None:
    account = view_user(world.sam)

    assert [account["User"][name] for name in ("expiration", "supervisor_id", "base_id")] == [None] * 3
    detail = account["UserDetail"]
    names = ("photo", "phone", "timezone_id", "country_id", "dob", "color")
    assert [detail[name] for name in names] == [None] * 6
    assert [detail[name] for name in ("address", "pc", "city", "companyid")] == [""] * 4


@pytest.mark.parametrize("group", Role)
def test_every_role_has_its_number_and_its_name(world: World, group: Role) -> None:
    User.objects.filter(pk=world.sam.pk).update(group=group)

    account = view_user(world.sam)
    assert account["User"]["user_group_id"] == str(group.value)
    assert account["UserGroup"] == {"id": str(group.value), "name": group.label}


def test_api_is_true_while_a_person_holds_a_live_api_key(world: World, frozen_clock: Any) -> None:
    create_api_client(world.sue)
    assert view_user(world.sam)["User"]["api"] is False
    assert view_user(world.sue)["User"]["api"] is True

    Token.objects.filter(kind=Token.Kind.API_KEY).update(expires_at=timezone.now())
    assert view_user(world.sue)["User"]["api"] is False


def test_the_view_takes_no_other_persons_id(world: World) -> None:
    response = create_api_client(world.maria).get("/users/view.json", {"id": world.sam.pk, "user_id": world.sam.pk})

    assert response.json()["User"]["id"] == str(world.maria.pk)


def test_the_view_costs_two_queries(world: World, queries_of: Any) -> None:
    """The token with its user; the user with the school and whether there is an API key."""
    client = create_client(world.sam)

    assert len(queries_of(lambda: client.get("/users/view.json"))) == 2


def test_countries_are_iso_3166_codes_and_their_names(world: World) -> None:
    countries = create_client(world.sam).get("/users/countries.json").json()

    assert len(countries) > 240
    assert all(len(code) == 2 and code.isupper() and name for code, name in countries.items())
    assert (countries["AT"], countries["GB"], countries["CI"]) == ("Austria", "United Kingdom", "Côte d'Ivoire")


def test_the_admin_names_countries_in_the_active_language(world: World) -> None:
    english = list_translated_countries()
    with override("de"):
        german = list_translated_countries()

    assert english == list_countries()
    assert (german["AT"], german["CZ"], set(german)) == ("Österreich", "Tschechien", set(english))
    assert list(german).index("AT") < list(german).index("PL")
    assert create_client(world.sam).get("/users/countries.json", headers={"accept-language": "de"}).json() == english


def test_timezones_are_iana_names_that_the_server_knows(world: World) -> None:
    timezones = create_client(world.sam).get("/users/timezones.json").json()

    assert {"UTC", "Europe/Vienna", "America/New_York", "Asia/Kathmandu"} <= set(timezones)
    assert all(ZoneInfo(name).key == label for name, label in timezones.items())
    assert not {"localtime", "posixrules", "Factory"} & set(timezones)


def test_neither_map_costs_more_than_knowing_who_asks(world: World, queries_of: Any) -> None:
    client = create_client(world.sam)

    for path in ("/users/countries.json", "/users/timezones.json"):
        assert len(queries_of(lambda path=path: client.get(path))) == 1
