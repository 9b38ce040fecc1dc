"""`POST /users/edit.json` (docs/api.md, section 12)."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Company, User
from mail.models import Mail
from records.models import Event
from tests.accounts.own_account.mailbox import list_mails
from tests.factories import PASSWORD
from tests.world import Client, World, create_api_client, create_client

EDIT = "/users/edit.json"
FORM = "application/x-www-form-urlencoded"


def edit(user: User, body: Any) -> Any:
    return create_client(user).post(EDIT, body)


def get_fields(user: User, *names: str) -> list[Any]:
    stored = User.objects.get(pk=user.pk)
    return [getattr(stored, name) for name in names]


def test_everything_that_people_may_change_is_changed(world: World) -> None:
    detail = {"phone": "+64 9 1", "address": "1 Hill Rd\nAuckland", "pc": "1010", "city": "Auckland",
              "country_id": "nz", "timezone_id": "pacific/auckland"}  # fmt: skip
    preferences = {"language": "DE", "newsletter": "yes", "alerts": 0, "message_alerts": False}

    response = edit(world.sam, {"UserDetail": detail, "User": preferences})

    assert response.status_code == 200
    expected = {**detail, "country_id": "NZ", "timezone_id": "Pacific/Auckland"}
    assert {key: response.json()["UserDetail"][key] for key in detail} == expected
    assert {key: response.json()["User"][key] for key in preferences} == {
        "language": "de", "newsletter": True, "alerts": False, "message_alerts": False,
    }  # fmt: skip
    assert response.json() == create_client(world.sam).get("/users/view.json").json()


def test_a_form_with_brackets_does_the_same(world: World) -> None:
    body = "data[UserDetail][phone]=1&data[User][language]=fr&data[User][newsletter]=on"

    assert create_client(world.sam).post(EDIT, body, content_type=FORM).status_code == 200
    assert get_fields(world.sam, "phone", "language", "wants_newsletter") == ["1", "fr", True]


def test_what_is_left_out_stays(world: World) -> None:
    edit(world.sam, {"UserDetail": {"phone": "1", "city": "Graz"}, "User": {"newsletter": True}})

    bodies: list[dict[str, Any]] = [
        {},
        {"User": {}},
        {"UserDetail": None, "User": ""},
        {"UserDetail": {"phone": None, "name": ""}},
        {"User": {"newsletter": "", "language": None, "two_factor": "null"}},
    ]
    for body in bodies:
        assert edit(world.sam, body).status_code == 200, body
    assert get_fields(world.sam, "phone", "city", "wants_newsletter", "language") == ["1", "Graz", True, "en"]


def test_empty_text_clears_and_an_empty_id_means_none(world: World) -> None:
    edit(world.sam, {"UserDetail": {"phone": "1", "city": "Graz", "country_id": "AT", "timezone_id": "UTC"}})

    edit(world.sam, {"UserDetail": {"phone": "", "city": " ", "country_id": "", "timezone_id": "0"}})

    assert get_fields(world.sam, "phone", "city", "country_id", "timezone_id") == ["", "", "", ""]


@pytest.mark.parametrize(
    ("body", "field", "named"),
    [
        ({"User": {"language": "xx"}}, "User.language", "en, de, es, fr"),
        ({"User": {"newsletter": "maybe"}}, "User.newsletter", ""),
        ({"User": {"two_factor": "SMS"}}, "User.two_factor", "OFF, EMAIL, TOTP"),
        ({"UserDetail": {"country_id": "XX"}}, "UserDetail.country_id", "/users/countries.json"),
        ({"UserDetail": {"timezone_id": "Mars/Base"}}, "UserDetail.timezone_id", "/users/timezones.json"),
        ({"UserDetail": {"phone": "1" * 41}}, "UserDetail.phone", ""),
        ({"UserDetail": {"address": "1" * 501}}, "UserDetail.address", ""),
        ({"UserDetail": {"name": "1" * 101}}, "UserDetail.name", ""),
        ({"UserDetail": {"name": "\u200b"}}, "UserDetail.name", ""),
        ({"UserDetail": {"city": ["Graz"]}}, "UserDetail.city", ""),
        ({"UserDetail": "x"}, "UserDetail", ""),
        ({"User": [1]}, "User", ""),
        ({"password": "x" * 1025}, "password", ""),
    ],
)
def test_what_cannot_be_stored_is_a_400_that_names_the_field(world: World, body: Any, field: str, named: str) -> None:
    response = edit(world.sam, body)

    assert response.status_code == 400
    assert list(response.json()["errors"]) == [field]
    assert named in response.json()["errors"][field][0]


def test_address_role_and_school_are_not_changed_here(world: World) -> None:
    body = {"User": {"email": "x@y.example", "user_group_id": 100, "active": False, "company_id": "x"}, "email": "x"}

    assert edit(world.sam, body).status_code == 200
    assert get_fields(world.sam, "email", "group", "is_active") == [world.sam.email, 190, True]
    assert not Event.objects.filter(action="user.edited").exists()


# --- names


@pytest.mark.parametrize("body", [{"name": "Samuel"}, {"surname": "Smith"}, {"name": "Samuel", "surname": "Student"}])
def test_names_are_the_schools_unless_it_lets_people_change_them(world: World, body: dict[str, str]) -> None:
    response = edit(world.sam, {"UserDetail": {**body, "phone": "1"}})

    assert response.status_code == 403
    assert set(response.json()["errors"]) == {f"UserDetail.{name}" for name in body if body[name] != "Student"}
    assert get_fields(world.sam, "name", "surname", "phone") == ["Sam", "Student", ""]


def test_a_name_that_is_sent_unchanged_is_accepted(world: World) -> None:
    assert edit(world.sam, {"UserDetail": {"name": " Sam ", "surname": "Student", "phone": "1"}}).status_code == 200
    assert get_fields(world.sam, "phone") == ["1"]


def test_a_school_may_let_people_change_their_names(world: World) -> None:
    Company.objects.filter(pk=world.alpine.pk).update(people_edit_names=True)

    assert edit(world.sam, {"UserDetail": {"name": " Zoë\t", "surname": "Null"}}).status_code == 200
    assert get_fields(world.sam, "name", "surname") == ["Zoë", "Null"]
    assert edit(world.olga, {"UserDetail": {"name": "Olha"}}).status_code == 403


# --- the second factor


def set_factor(user: User, factor: str) -> None:
    User.objects.filter(pk=user.pk).update(two_factor=factor)


def test_codes_by_mail_are_turned_on_without_the_password_and_off_with_it(people: World) -> None:
    assert edit(people.sam, {"User": {"two_factor": "email"}}).json()["User"]["two_factor"] == "EMAIL"

    refused = edit(people.sam, {"User": {"two_factor": "OFF", "language": "de"}})
    wrong = edit(people.sam, {"User": {"two_factor": "OFF"}, "password": "wrong"})
    assert (refused.status_code, list(refused.json()["errors"]), wrong.status_code) == (403, ["User.two_factor"], 403)
    assert get_fields(people.sam, "two_factor", "language") == ["EMAIL", "en"]

    assert edit(people.sam, {"User": {"two_factor": "OFF"}, "password": PASSWORD}).status_code == 200
    assert get_fields(people.sam, "two_factor") == ["OFF"]
    assert [mail.facts for mail in Mail.objects.order_by("id")] == [
        {"change": "two_factor_on"}, {"change": "two_factor_off"},
    ]  # fmt: skip


def test_wrong_passwords_are_counted(people: World) -> None:
    set_factor(people.sam, "EMAIL")
    body = {"User": {"two_factor": "OFF"}, "password": "wrong"}

    assert [edit(people.sam, body).status_code for _ in range(6)] == [403] * 5 + [429]
    assert edit(people.sam, {**body, "password": PASSWORD}).status_code == 429


def test_an_app_is_set_up_elsewhere(world: World) -> None:
    response = edit(world.sam, {"User": {"two_factor": "TOTP"}})

    assert response.status_code == 400
    assert "totp.json" in response.json()["errors"]["User.two_factor"][0]


@pytest.mark.parametrize("factor", ["OFF", "EMAIL"])
def test_an_app_is_not_turned_off_here(people: World, factor: str) -> None:
    set_factor(people.sam, "TOTP")

    assert edit(people.sam, {"User": {"two_factor": factor}, "password": PASSWORD}).status_code == 409
    assert get_fields(people.sam, "two_factor") == ["TOTP"]


@pytest.mark.parametrize("factor", ["OFF", "EMAIL", "TOTP"])
def test_the_factor_that_somebody_has_may_be_sent_back(world: World, factor: str) -> None:
    set_factor(world.sam, factor)

    assert edit(world.sam, {"User": {"two_factor": factor}}).status_code == 200
    assert list_mails() == []


def test_codes_by_mail_need_a_confirmed_address(world: World) -> None:
    User.objects.update(email_confirmed_at=None)

    assert list(edit(world.sam, {"User": {"two_factor": "EMAIL"}}).json()["errors"]) == ["User.two_factor"]


def test_a_school_that_demands_a_second_factor_of_its_staff_keeps_it_on(people: World) -> None:
    Company.objects.update(two_factor_required_from=date(2026, 3, 18))
    for person in (people.maria, people.sam):
        set_factor(person, "EMAIL")
    off = {"User": {"two_factor": "OFF"}, "password": PASSWORD}

    assert list(edit(people.maria, off).json()["errors"]) == ["User.two_factor"]
    assert edit(people.sam, off).status_code == 200


# --- who, and what is on record


def test_an_api_key_edits_the_rest_but_not_the_second_factor(world: World) -> None:
    client = create_api_client(world.sam)

    assert client.post(EDIT, {"UserDetail": {"phone": "1"}}).status_code == 200
    assert client.post(EDIT, {"User": {"two_factor": "EMAIL", "language": "de"}}).status_code == 403
    assert get_fields(world.sam, "two_factor", "language") == ["OFF", "en"]


def test_the_event_names_the_fields_and_not_their_values(world: World) -> None:
    edit(world.sam, {"UserDetail": {"phone": "+43 1", "city": ""}, "User": {"language": "de"}})
    edit(world.sam, {"UserDetail": {"phone": "+43 1"}})

    event = Event.objects.get(action="user.edited")
    assert (event.actor, event.payload) == (world.sam, '{"changed":["language","phone"]}')


def test_nobody_edits_without_a_token(world: World) -> None:
    assert Client().post(EDIT, {"User": {"language": "de"}}).status_code == 401
