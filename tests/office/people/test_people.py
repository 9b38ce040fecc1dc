"""People, pilot groups and API keys in the managers' admin."""

import re
from typing import Any

import pytest

from accounts.api_keys import create_api_key
from accounts.models import PilotGroup, Token, User
from accounts.roles import Role
from records.models import Event
from tests import factories as make
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import Client, World, create_client

KEYS = build_address(Token)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def build_form_data(user: User, **changes: Any) -> dict[str, Any]:
    """What the form of a person sends when only `changes` are typed in."""
    fields = {"email": user.email, "name": user.name, "surname": user.surname, "group": int(user.group)}
    return {**fields, "language": "en", "is_active": "on", **changes}


def save_person(browser: Browser, user: User, **changes: Any) -> Any:
    return browser.post(build_address(User, "change", user.pk), build_form_data(user, **changes))


# --- details


def test_a_manager_keeps_what_the_school_knows_of_a_person(browser: Browser, world: World) -> None:
    room = make.LocationFactory(company=world.alpine)
    kept = {
        "address": "Flugplatz 1", "postcode": "2700", "city": "Wiener Neustadt", "date_of_birth": "2001-02-03",
        "personnel_number": "P-17", "color": "#2f6fb0", "is_pilot": "on", "supervisor": world.ines.pk, "base": room.pk,
    }  # fmt: skip

    assert save_person(browser, world.sam, **kept).status_code == 302

    told = create_client(world.sam).get("/users/view.json").json()
    detail = {name: told["UserDetail"][name] for name in ("address", "pc", "city", "dob", "companyid", "color")}
    assert detail == {
        "address": "Flugplatz 1", "pc": "2700", "city": "Wiener Neustadt", "dob": "2001-02-03", "companyid": "P-17",
        "color": "#2f6fb0",
    }  # fmt: skip
    assert (told["User"]["pilot"], told["User"]["supervisor_id"], told["User"]["base_id"]) == (
        True, str(world.ines.pk), str(room.pk),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("color", "blue"), ("color", "#12345g"), ("date_of_birth", "2026-03-19"), ("date_of_birth", "1899-12-31"),
        ("supervisor", "sue"), ("supervisor", "otto"), ("base", "foreign"), ("personnel_number", "x" * 51),
    ],
)  # fmt: skip
def test_what_cannot_be_of_a_person_is_refused_by_its_field(
    browser: Browser, world: World, field: str, value: str
) -> None:
    known = {"sue": world.sue.pk, "otto": world.otto.pk, "foreign": make.LocationFactory(company=world.baltic).pk}

    response = save_person(browser, world.sam, **{field: known.get(value, value)})

    assert response.status_code == 200
    assert response.context["adminform"].errors[field]


# --- roles


def test_a_manager_grants_roles_up_to_the_own_one(browser: Browser, world: World) -> None:
    for group in (Role.INSTRUCTOR, Role.TRAINING_MANAGER):
        assert save_person(browser, world.sam, group=int(group)).status_code == 302
        world.sam.refresh_from_db()
        assert world.sam.group == group


@pytest.mark.parametrize("group", [100, 120, 0, "x"])
def test_a_manager_grants_no_role_above_the_own_one(browser: Browser, world: World, group: Any) -> None:
    for person in (world.sam, world.maria):
        response = save_person(browser, person, group=group, surname="Changed")
        assert response.status_code == 200
        assert response.context["adminform"].errors["group"]
    new = {**build_form_data(world.sam), "email": "new@alpine.example", "group": group}
    assert browser.post(build_address(User, "add"), new).status_code == 200

    assert not User.objects.filter(surname="Changed").exists()
    assert not User.objects.filter(email="new@alpine.example").exists()


@pytest.mark.parametrize("group", [100, 120])
def test_a_manager_does_not_change_somebody_more_powerful(browser: Browser, world: World, group: int) -> None:
    User.objects.filter(pk=world.charles.pk).update(group=group)
    world.charles.refresh_from_db()

    response = save_person(browser, world.charles, group=190, new_password="taken-over-99")

    assert response.status_code == 403
    after = User.objects.get(pk=world.charles.pk)
    assert (after.group, after.password) == (group, world.charles.password)


# --- people


def test_a_new_person_logs_in_with_the_password_that_the_manager_set(browser: Browser, world: World) -> None:
    new = {**build_form_data(world.sam), "email": "New@Alpine.Example", "new_password": "cumulus-humilis-7"}
    assert browser.post(build_address(User, "add"), new).status_code == 302

    login = {"email": "new@alpine.example", "password": "cumulus-humilis-7"}
    assert Client().post("/users/login.json", login).status_code == 200


def test_a_new_person_without_password_cannot_log_in(browser: Browser, world: World) -> None:
    browser.post(build_address(User, "add"), {**build_form_data(world.sam), "email": "new@alpine.example"})

    assert not User.objects.get(email="new@alpine.example").has_usable_password()


def test_a_new_password_ends_the_sessions_of_the_old_one(browser: Browser, world: World) -> None:
    phone = create_client(world.sam)
    assert phone.get("/users/view.json").status_code == 200

    save_person(browser, world.sam, new_password="cumulus-humilis-7")

    assert phone.get("/users/view.json").status_code == 401
    assert Event.objects.filter(action="password.changed", object_id=str(world.sam.pk)).count() == 1


def test_saving_a_person_without_a_new_password_keeps_the_present_one(browser: Browser, world: World) -> None:
    world.sam.set_password(PASSWORD)
    world.sam.save()
    assert save_person(browser, world.sam, surname="Renamed").status_code == 302

    world.sam.refresh_from_db()
    assert world.sam.surname == "Renamed"
    assert world.sam.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123", "sam@alpine.example", "x" * 1025])
def test_a_weak_password_is_refused(browser: Browser, world: World, password: str) -> None:
    response = save_person(browser, world.sam, new_password=password)

    assert response.status_code == 200
    assert response.context["adminform"].errors["new_password"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "OLGA@baltic.example"), ("email", "SUE@alpine.example"), ("email", "x"), ("email", ""), ("name", ""),
        ("name", "a\x00"), ("country_id", "XX"), ("timezone_id", "Mars/Base"), ("expires_on", "soon"),
        ("phone", "1" * 41),
    ],
)  # fmt: skip
def test_a_person_with_a_bad_field_is_not_saved(browser: Browser, world: World, field: str, value: str) -> None:
    response = save_person(browser, world.sam, **{field: value})

    assert response.status_code == 200
    assert field in response.context["adminform"].errors


def test_nobody_is_deleted(browser: Browser, world: World) -> None:
    assert browser.post(build_address(User, "delete", world.sam.pk), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=world.sam.pk).exists()


def test_a_password_hash_is_on_no_page(browser: Browser, world: World) -> None:
    world.sam.set_password(PASSWORD)
    world.sam.save()

    for address in (
        build_address(User),
        build_address(User, "change", world.sam.pk),
        build_address(User, "history", world.sam.pk),
    ):
        assert world.sam.password not in browser.get(address).content.decode()


@pytest.mark.parametrize("model", [PilotGroup, Token])
def test_a_form_that_names_people_does_not_carry_all_the_people_of_the_school(
    browser: Browser, world: World, model: Any
) -> None:
    shown = browser.get(build_address(model, "add")).content.decode()

    assert "Sam Student" not in shown


def test_people_are_found_for_a_pilot_group_while_one_types(browser: Browser, world: World) -> None:
    asked = {"app_label": "accounts", "model_name": "pilotgroup", "field_name": "members", "term": "student"}

    found = browser.get("/admin/autocomplete/", asked).json()["results"]

    assert [one["text"] for one in found] == ["Sam Student", "Sue Student"]


# --- pilot groups


def test_a_pilot_group_takes_members_and_goes_without_them(browser: Browser, world: World) -> None:
    response = browser.post(
        build_address(PilotGroup, "add"), {"name": "Intake", "members": [world.sam.pk, world.sue.pk]}
    )
    assert response.status_code == 302
    group = world.alpine.pilot_groups.get()
    assert set(group.members.all()) == {world.sam, world.sue}

    assert browser.post(build_address(PilotGroup, "delete", group.pk), {"post": "yes"}).status_code == 302
    assert not PilotGroup.objects.exists()
    assert User.objects.filter(pk=world.sam.pk).exists()


def test_a_pilot_group_takes_no_member_of_the_other_school(browser: Browser, world: World) -> None:
    response = browser.post(build_address(PilotGroup, "add"), {"name": "Intake", "members": [world.olga.pk]})

    assert response.context["adminform"].errors["members"]


def test_a_second_pilot_group_of_the_same_name_is_refused_in_words(browser: Browser, world: World) -> None:
    PilotGroup.objects.create(company=world.baltic, name="Intake")
    browser.post(build_address(PilotGroup, "add"), {"name": "Intake"})

    response = browser.post(build_address(PilotGroup, "add"), {"name": "Intake"})

    assert response.status_code == 200
    assert response.context["adminform"].errors["name"] == ["A pilot group with this name already exists."]
    same = world.alpine.pilot_groups.get()
    assert browser.post(build_address(PilotGroup, "change", same.pk), {"name": "Intake"}).status_code == 302


# --- API keys


def issue_key(browser: Browser, user: User, name: str = "office", **fields: str) -> Any:
    return browser.post(build_address(Token, "add"), {"user": user.pk, "name": name, **fields}, follow=True)


def find_secret(response: Any) -> str:
    return str(re.findall(r"dwk_[\w-]+", response.content.decode())[0])


def test_a_key_is_shown_once_and_works(browser: Browser, world: World) -> None:
    answer = issue_key(browser, world.sam, expires_on="2026-12-31")

    secret = find_secret(answer)
    assert Client(secret).get("/users/view.json").json()["User"]["id"] == str(world.sam.pk)
    key = Token.objects.get()
    assert (key.name, key.kind, key.created_by) == ("office", "api_key", world.maria)
    assert str(key.expires_at) == "2026-12-31 11:00:00+00:00"  # the end of the day in Auckland
    for address in (KEYS, build_address(Token, "change", key.pk), build_address(Token, "history", key.pk), "/admin/"):
        shown = browser.get(address)
        assert shown.status_code == 200
        assert secret not in shown.content.decode()
        assert key.digest not in shown.content.decode()


def test_sessions_are_not_among_the_keys(browser: Browser, world: World) -> None:
    create_client(world.sam)
    session = Token.objects.get()

    assert not browser.get(KEYS).context["cl"].queryset
    assert browser.get(build_address(Token, "change", session.pk)).status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "x" * 101),
        ("expires_on", "soon"),
        ("expires_on", "9999-12-31"),
        ("user", ""),
    ],
)
def test_a_key_with_a_bad_field_is_not_issued(browser: Browser, world: World, field: str, value: str) -> None:
    response = browser.post(build_address(Token, "add"), {"user": world.sam.pk, "name": "office", field: value})

    assert response.status_code == 200
    assert field in response.context["adminform"].errors
    assert not Token.objects.exists()


def test_a_second_live_key_of_a_name_is_refused_in_words(browser: Browser, world: World) -> None:
    issue_key(browser, world.sam)

    response = issue_key(browser, world.sam)

    assert response.status_code == 200
    assert response.context["adminform"].errors["name"]
    assert Token.objects.count() == 1


def test_no_key_is_issued_for_somebody_more_powerful_or_of_the_other_school(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.charles.pk).update(group=Role.ADMINISTRATOR)

    for person in (world.charles, world.olga):
        assert issue_key(browser, person).context["adminform"].errors["user"]
    assert not Token.objects.exists()


def test_revoking_kills_the_key_and_keeps_its_row(browser: Browser, world: World) -> None:
    secret = find_secret(issue_key(browser, world.sam))
    key = Token.objects.get()

    for _ in range(2):
        response = browser.post(KEYS, {"action": "revoke", "_selected_action": [str(key.pk)]}, follow=True)
        assert "Revoked." in response.content.decode()

    assert Client(secret).get("/users/view.json").status_code == 401
    key.refresh_from_db()
    assert key.revoked_at is not None
    assert [row.pk for row in browser.get(KEYS).context["cl"].queryset] == [key.pk]


def test_the_revoke_action_does_not_reach_the_other_school(browser: Browser, world: World) -> None:
    key = create_api_key(user=world.olga, name="office").token

    browser.post(KEYS, {"action": "revoke", "_selected_action": [str(key.pk)]}, follow=True)

    key.refresh_from_db()
    assert key.revoked_at is None


def test_a_key_is_neither_changed_nor_deleted(browser: Browser, world: World) -> None:
    key = create_api_key(user=world.sam, name="office").token

    assert (
        browser.post(build_address(Token, "change", key.pk), {"name": "other", "user": world.sue.pk}).status_code == 403
    )
    assert browser.post(build_address(Token, "delete", key.pk), {"post": "yes"}).status_code == 403
    key.refresh_from_db()
    assert (key.name, key.user) == ("office", world.sam)


# --- what the ledger tells


def test_an_address_that_was_changed_is_on_record_and_a_password_is_not(browser: Browser, world: World) -> None:
    before = world.sam.email
    save_person(browser, world.sam, email="sam.new@alpine.example", new_password="Another-password-9")

    told = Event.objects.get(action="admin.changed").payload
    assert before in told
    assert "sam.new@alpine.example" in told
    assert "Another-password-9" not in "".join(Event.objects.values_list("payload", flat=True))
