"""Users and pilot groups in the admin."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import PilotGroup, Token, User
from accounts.roles import Role
from records.models import Event
from tests import factories as make
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import Client, World, create_client


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def build_form_data(user: User, **changes: Any) -> dict[str, Any]:
    """What the form of a user sends when only `changes` are made."""
    fields = {"email": user.email, "name": user.name, "surname": user.surname, "group": int(user.group)}
    return {**fields, "language": "en", "is_active": "on", **changes}


def save_person(browser: Browser, user: User, **changes: Any) -> Any:
    return browser.post(build_address(User, "change", user.pk), build_form_data(user, **changes))


# --- details


def test_a_manager_keeps_what_the_school_knows_of_a_person(browser: Browser, world: World) -> None:
    room = make.LocationFactory(company=world.alpine)
    details = {
        "address": "Flugplatz 1", "postcode": "2700", "city": "Wiener Neustadt", "date_of_birth": "2001-02-03",
        "personnel_number": "P-17", "color": "#2f6fb0", "is_pilot": "on", "supervisor": world.ines.pk, "base": room.pk,
    }  # fmt: skip

    assert save_person(browser, world.sam, **details).status_code == 302

    account = create_client(world.sam).get("/users/view.json").json()
    detail = {name: account["UserDetail"][name] for name in ("address", "pc", "city", "dob", "companyid", "color")}
    assert detail == {
        "address": "Flugplatz 1", "pc": "2700", "city": "Wiener Neustadt", "dob": "2001-02-03", "companyid": "P-17",
        "color": "#2f6fb0",
    }  # fmt: skip
    assert [account["User"][name] for name in ("pilot", "supervisor_id", "base_id")] == [
        True, str(world.ines.pk), str(room.pk),
    ]  # fmt: skip


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
    response = save_person(browser, world.sam, group=group, surname="Changed")
    assert response.status_code == 200
    assert response.context["adminform"].errors["group"]
    new = {**build_form_data(world.sam), "email": "new@alpine.example", "group": group}
    assert browser.post(build_address(User, "add"), new).status_code == 200

    assert not User.objects.filter(surname="Changed").exists()
    assert not User.objects.filter(email="new@alpine.example").exists()


def test_a_manager_closes_the_own_account_on_no_day(browser: Browser, world: World) -> None:
    response = save_person(browser, world.maria, expires_on="2026-03-17")

    assert response.context["adminform"].errors["expires_on"] == ["You cannot close your own account."]
    assert save_person(browser, world.maria, expires_on="2026-03-18").status_code == 302


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


def test_a_new_person_has_the_photo_that_was_chosen(
    browser: Browser, world: World, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    photo = SimpleUploadedFile("photo.png", picture.getvalue())

    browser.post(build_address(User, "add"), {**build_form_data(world.sam), "email": "new@a.example", "photo": photo})

    user = User.objects.get(email="new@a.example")
    assert (tmp_path / str(user.photo.name)).exists()
    assert [event.action for event in Event.objects.about(user)] == ["user.created"]


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
    page = browser.get(build_address(model, "add")).content.decode()

    assert "Sam Student" not in page


def test_people_are_found_for_a_pilot_group_while_one_types(browser: Browser, world: World) -> None:
    query = {"app_label": "accounts", "model_name": "pilotgroup", "field_name": "members", "term": "student"}

    results = browser.get("/admin/autocomplete/", query).json()["results"]

    assert [result["text"] for result in results] == ["Sam Student", "Sue Student"]


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
    group = world.alpine.pilot_groups.get()
    assert browser.post(build_address(PilotGroup, "change", group.pk), {"name": "Intake"}).status_code == 302


# --- the ledger


def test_an_address_that_was_changed_is_on_record_and_a_password_is_not(browser: Browser, world: World) -> None:
    before = world.sam.email
    save_person(browser, world.sam, email="sam.new@alpine.example", new_password="Another-password-9")

    payload = Event.objects.get(action="user.changed").payload
    assert before in payload
    assert "sam.new@alpine.example" in payload
    assert "Another-password-9" not in "".join(Event.objects.values_list("payload", flat=True))


def test_the_menu_of_the_account_leads_to_the_own_page_and_its_language(browser: Browser, world: World) -> None:
    [link] = [link["link"] for link in browser.get("/admin/").context["account_links"] if link["title"] == "My account"]

    assert link == build_address(User, "change", world.maria.pk)
    assert "language" in browser.get(link).context["adminform"].form.fields
