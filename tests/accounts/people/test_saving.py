"""Creating, inviting and changing people (docs/api.md, section 13)."""

import json
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import OneTimeCode, Token, User
from accounts.one_time_codes import Purpose, derive_link_code, find_link_code, issue_code
from accounts.people.editing import edit_user
from accounts.people.invitations import invite_users
from accounts.roles import Role
from core.exceptions import Conflict, NotFound
from mail.models import Mail
from records.models import Event
from tests import factories as make
from tests.accounts.own_account.mailbox import build_confirmation_path
from tests.world import Client, World, create_api_client, create_client

CREATE, EDIT, REMIND = "/manager/users/create.json", "/manager/users/edit.json", "/pilots/reminder.json"
NEW = {"email": "Ida@Alpine.example", "name": "Ida", "surname": "Lang", "user_group_id": "190"}
DETAILS = {
    "phone": "+43 1 2", "address": "Flugplatz 1", "pc": "2700", "city": "Wiener Neustadt", "country_id": "at",
    "timezone_id": "europe/vienna", "dob": "2001-02-03", "companyid": "P-17", "color": "#2f6fb0", "language": "de",
    "pilot": "yes", "expiration": "2027-01-31",
}  # fmt: skip


def list_actions(user: User) -> list[str]:
    return list(Event.objects.about(user).order_by("seq").values_list("action", flat=True))


# --- creating


def test_a_person_is_created_with_all_that_the_school_keeps(world: World, maria: Client) -> None:
    room = make.LocationFactory(company=world.alpine)
    body = {**NEW, **DETAILS, "supervisor_id": world.ines.pk, "base_id": str(room.pk)}

    response = maria.post(CREATE, body)

    person = maria.get(f"/manager/users/view/{response.json()['user_id']}.json").json()["user"]
    shown = {**person["UserDetail"], **person["User"]}
    assert response.json() | {"message": ""} == {
        "success": True, "result": True, "user_id": person["User"]["id"], "message": "",
    }  # fmt: skip
    expected = DETAILS | {"country_id": "AT", "timezone_id": "Europe/Vienna", "pilot": True}
    assert {name: shown[name] for name in DETAILS} == expected
    assert (shown["email"], shown["supervisor_id"], shown["base_id"]) == (
        "ida@alpine.example", str(world.ines.pk), str(room.pk),
    )  # fmt: skip


@pytest.mark.parametrize("format", ["json", "multipart"])
def test_the_fields_may_be_nested_as_they_are_read(world: World, maria: Client, format: str) -> None:
    nested = {
        "User[email]": "ida@alpine.example", "User[user_group_id]": "190", "UserDetail[name]": "Ida",
        "UserDetail[surname]": "Lang",
    }  # fmt: skip
    tree = {
        "User": {"email": "ida@alpine.example", "user_group_id": 190},
        "UserDetail": {"name": "Ida", "surname": "Lang"},
    }

    assert maria.post(CREATE, tree if format == "json" else nested, format=format).status_code == 200
    assert str(User.objects.get(email="ida@alpine.example")) == "Ida Lang"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "x"), ("email", ""), ("email", "a@b.example" + "x" * 250), ("name", ""), ("name", "x" * 101),
        ("surname", None), ("user_group_id", "1"), ("user_group_id", "x"), ("user_group_id", ""),
        ("country_id", "XX"), ("country_id", "AUT"), ("timezone_id", "Mars/Base"), ("dob", "2026-03-20"),
        ("dob", "1850-01-01"), ("dob", "soon"), ("color", "blue"), ("expiration", "x"), ("pilot", "perhaps"),
        ("supervisor_id", "9999999"), ("supervisor_id", "student"), ("supervisor_id", "foreign"), ("base_id", "7"),
        ("base_id", "foreign"), ("phone", "1" * 41), ("companyid", ["x"]), ("User", "x"), ("UserDetail", ["x"]),
        ("language", ""), ("language", "x" * 11), ("invite", "perhaps"),
    ],
)  # fmt: skip
def test_what_cannot_be_of_a_person_is_refused_by_its_name(world: World, maria: Client, field: str, value: Any) -> None:
    room = make.LocationFactory(company=world.baltic)
    known: dict[Any, Any] = {("supervisor_id", "student"): world.sue.pk, ("supervisor_id", "foreign"): world.otto.pk}
    known |= {("base_id", "foreign"): str(room.pk)}
    key = (field, value) if isinstance(value, str) else None

    response = maria.post(CREATE, {**NEW, field: known.get(key, value) if key else value})

    assert response.status_code == 400, response.content
    assert list(response.json()["errors"]) == [field]
    assert not User.objects.filter(email="ida@alpine.example").exists()


@pytest.mark.parametrize("email", ["SAM@alpine.example", "olga@baltic.example"])
def test_an_address_in_use_is_refused_and_says_nothing_of_whose_it_is(world: World, maria: Client, email: str) -> None:
    response = maria.post(CREATE, {**NEW, "email": email})

    assert response.status_code == 400
    assert response.json()["errors"] == {"email": [f"The e-mail address {email.lower()} is already in use."]}


def test_a_retry_with_the_same_key_creates_one_person(world: World, maria: Client) -> None:
    first, second = (maria.post(CREATE, NEW, HTTP_IDEMPOTENCY_KEY="k") for _ in range(2))

    assert first.json() == second.json()
    assert User.objects.filter(email="ida@alpine.example").count() == 1


# --- inviting


def test_whoever_is_created_is_invited(world: World, maria: Client, mail: None) -> None:
    response = maria.post(CREATE, NEW)

    user = User.objects.get(email="ida@alpine.example")
    code = OneTimeCode.objects.get(user=user)
    assert Mail.objects.get().facts == {"code": str(code.pk), "by": "Maria Manager"}
    assert (user.invited_at, user.email_confirmed_at) == (timezone.now(), None)
    assert list_actions(user) == ["user.created", "user.invited"]
    assert "on its way" in response.json()["message"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"invite": "0"}, "without an invitation."), ({"active": "0"}, "the account is closed"), ({}, "sends no mail")],
)
def test_a_person_who_is_not_invited_is_created_all_the_same(
    world: World, maria: Client, settings: Any, changes: dict[str, Any], words: str
) -> None:
    settings.MAIL_ENABLED = bool(changes)

    response = maria.post(CREATE, NEW | changes)

    assert words in response.json()["message"]
    assert not Mail.objects.exists()
    assert User.objects.get(email="ida@alpine.example").invited_at is None


def test_a_reminder_sends_the_invitation_again_but_not_twice_in_a_minute(
    world: World, maria: Client, mail: None, frozen_clock: time_machine.Traveller
) -> None:
    for seconds in (0, 30, 40):
        frozen_clock.shift(seconds)
        assert maria.post(REMIND, {"user": world.sam.pk}).status_code == 200

    assert Mail.objects.count() == 2
    assert OneTimeCode.objects.filter(expires_at__gt=timezone.now()).count() == 1


@pytest.mark.parametrize("fields", [{"password": "argon2$x"}, {"is_active": False}, {"expires_on": "2026-03-17"}])
def test_a_person_with_a_password_or_a_closed_account_is_not_reminded(
    world: World, maria: Client, mail: None, fields: dict[str, Any]
) -> None:
    User.objects.filter(pk=world.sam.pk).update(**fields)

    assert maria.post(REMIND, {"user": world.sam.pk}).status_code == 409
    assert not Mail.objects.exists()


def test_a_reminder_names_what_is_wrong(world: World, maria: Client, settings: Any) -> None:
    settings.MAIL_ENABLED = False
    for user in (world.olga.pk, 999_999, "x", 2**70):
        response = maria.post(REMIND, {"user": user})
        assert (response.status_code, list(response.json()["errors"])) == (400, ["user"])
    assert maria.post(REMIND, {"user": world.sam.pk}).status_code == 409  # no mail server
    with pytest.raises(Conflict):
        invite_users(users=[world.sam], by=world.maria)
    assert create_client(world.charles).post(REMIND, {"user": world.sam.pk}).status_code == 403


# --- changing


def test_what_is_read_can_be_sent_back_and_changes_nothing(world: World, maria: Client) -> None:
    user_id = maria.post(CREATE, {**NEW, **DETAILS, "supervisor_id": world.ines.pk}).json()["user_id"]
    person = maria.get(f"/manager/users/view/{user_id}.json").json()["user"]
    events = Event.objects.count()

    after = maria.post(EDIT, person).json()["user"]

    assert after == {name: part for name, part in person.items() if name != "UserLogin"}
    assert Event.objects.count() == events


def test_a_change_is_on_record_with_what_was_before(world: World, maria: Client) -> None:
    maria.post(EDIT, {"id": world.sam.pk, "city": "Graz", "dob": "2001-02-03", "pilot": "1"})

    event = Event.objects.about(world.sam).get()
    assert (event.action, event.actor) == ("user.changed", world.maria)
    assert json.loads(event.payload) == {
        "changes": {"city": ["", "Graz"], "date_of_birth": [None, "2001-02-03"], "is_pilot": [False, True]}
    }


def test_what_is_left_out_stays_and_what_is_emptied_goes(world: World, maria: Client) -> None:
    fields: dict[str, Any] = {"phone": "1", "city": "Graz", "expires_on": "2027-01-01", "supervisor": world.ines}
    User.objects.filter(pk=world.sam.pk).update(**fields)

    user = maria.post(EDIT, {"id": world.sam.pk, "phone": "", "expiration": "", "supervisor_id": "0"}).json()["user"]

    assert (user["UserDetail"]["phone"], user["UserDetail"]["city"]) == (None, "Graz")
    assert (user["User"]["expiration"], user["User"]["supervisor_id"]) == (None, None)


@pytest.mark.parametrize("change", [{"active": False}, {"expiration": "2026-03-17"}])
def test_closing_an_account_ends_what_was_opened_and_opening_it_again_does_not_bring_it_back(
    world: World, maria: Client, mail: None, change: dict[str, Any]
) -> None:
    maria.post(REMIND, {"user": world.sam.pk})
    phone, program = create_client(world.sam), create_api_client(world.sam)

    maria.post(EDIT, {"id": world.sam.pk, **change})
    assert [client.get("/users/view.json").status_code for client in (phone, program)] == [401, 401]
    maria.post(EDIT, {"id": world.sam.pk, "active": True, "expiration": ""})

    assert [client.get("/users/view.json").status_code for client in (phone, program)] == [401, 401]
    assert not Token.objects.filter(user=world.sam, revoked_at__isnull=True).exists()
    assert not OneTimeCode.objects.filter(expires_at__gt=timezone.now()).exists()
    assert list_actions(world.sam).count("access.ended") == 1


def test_a_new_role_is_recorded_apart(world: World, maria: Client) -> None:
    user = maria.post(EDIT, {"id": world.sam.pk, "user_group_id": 180}).json()["user"]

    assert user["UserGroup"] == {"id": "180", "name": "Pilot"}
    assert list_actions(world.sam) == ["role.changed"]


def test_the_former_address_is_told_of_the_new_one(world: World, maria: Client, mail: None) -> None:
    User.objects.filter(pk=world.sam.pk).update(password="argon2$x", email_confirmed_at=None)

    response = maria.post(EDIT, {"id": world.sam.pk, "email": "New@alpine.example"})

    assert response.json()["user"]["User"]["email_status"] is True
    assert [(sent.address, sent.kind) for sent in Mail.objects.all()] == [("sam@alpine.example", "account_changed")]


def test_an_address_requested_before_no_longer_replaces_that_of_the_school(
    world: World, maria: Client, mail: None
) -> None:
    issue_code(world.sam, Purpose.CONFIRMATION, email="thief@baltic.example")
    link = build_confirmation_path(world.sam)

    maria.post(EDIT, {"id": world.sam.pk, "email": "new@alpine.example"})

    assert Client().get(link).status_code == 404
    world.sam.refresh_from_db()
    assert world.sam.email == "new@alpine.example"


def test_a_corrected_address_of_an_invitation_is_not_confirmed_by_that(world: World, maria: Client, mail: None) -> None:
    maria.post(REMIND, {"user": world.sam.pk})

    user = maria.post(EDIT, {"id": world.sam.pk, "email": "new@alpine.example"}).json()["user"]

    assert (user["User"]["email_status"], user["User"]["invited"]) == (False, "2026-03-18 10:00:00")


def test_a_name_is_one_line(world: World, maria: Client) -> None:
    maria.post(EDIT, {"id": world.sam.pk, "name": "Sam\r\nBcc: x@thief.example", "address": "Hangar 1\nVienna"})

    world.sam.refresh_from_db()
    assert (world.sam.name, world.sam.address) == ("Sam Bcc: x@thief.example", "Hangar 1\nVienna")


@pytest.mark.parametrize("id", ["olga", 999_999, "x", None])
def test_somebody_unseen_is_refused_by_the_name_of_the_field(world: World, maria: Client, id: Any) -> None:
    response = maria.post(EDIT, {"id": world.olga.pk if id == "olga" else id, "city": "Graz"})

    assert (response.status_code, list(response.json()["errors"])) == (400, ["id"])


def test_a_bad_change_stores_none_of_the_others(world: World, maria: Client) -> None:
    for bad in ({"email": "sue@alpine.example"}, {"country_id": "XX"}, {"supervisor_id": world.sue.pk}, {"name": ""}):
        response = maria.post(EDIT, {"id": world.sam.pk, "city": "Graz", "user_group_id": int(Role.PILOT), **bad})
        assert (response.status_code, list(response.json()["errors"])) == (400, list(bad))

    world.sam.refresh_from_db()
    assert (world.sam.city, world.sam.group) == ("", Role.STUDENT)
    assert not Event.objects.exists()


def test_an_address_that_the_school_enters_is_not_replaced_by_a_link_requested_before(world: World) -> None:
    code = issue_code(world.sam, Purpose.CONFIRMATION, email="intruder@elsewhere.example")

    edit_user(user=world.sam, values={"email": "sam.new@alpine.example"}, by=world.maria)

    with pytest.raises(NotFound):
        find_link_code(world.sam.pk, derive_link_code(code), {Purpose.CONFIRMATION})
