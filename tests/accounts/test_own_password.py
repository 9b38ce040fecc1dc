"""Passwords are set in one place, by the user in the admin, a manager or the operator."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from accounts.api_keys import create_api_key
from accounts.models import Token, User
from accounts.people.editing import edit_user
from accounts.people.services import create_user
from accounts.roles import Role
from accounts.sign_in import sessions
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.sessions import log_in
from core.exceptions import Forbidden, InvalidInput, TooManyAttempts, Unauthenticated
from records.models import Event
from records.signing import confirm_signer_password
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.office.population import build_address
from tests.world import Client, World, create_client
from trainings.endpoints.calendar.services import issue_feed

CHANGE = "/admin/password_change/"
NEW = "cumulus-humilis-7"
COMPOSED, DECOMPOSED = "Müller-über-Graz-7", "Mu\u0308ller-u\u0308ber-Graz-7"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def change_password(browser: Browser, old: str = PASSWORD, new: str = NEW, again: str | None = None) -> Any:
    return browser.post(CHANGE, {"old_password": old, "new_password1": new, "new_password2": again or new})


def can_log_in(user: User, password: str) -> bool:
    return bool(Client().post("/users/login.json", {"email": user.email, "password": password}).status_code == 200)


def test_somebody_chooses_another_password_and_stays_in_this_browser_alone(browser: Browser, world: World) -> None:
    phone, other, feed = create_client(world.maria), open_browser(world.maria), issue_feed(by=world.maria)
    browser.enter(world.maria)
    key = create_api_key(user=world.maria, name="office").secret

    assert change_password(browser).status_code == 302

    assert browser.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
    assert phone.get("/users/view.json").status_code == 401
    assert Client().get("/trainings/trainings/calendar.ics", {"token": feed}).status_code in {401, 404}
    assert Client(key).get("/users/view.json").status_code == 200
    event = Event.objects.get(action="password.changed")
    assert (event.actor, event.actor_kind, event.object_id) == (world.maria, "admin", str(world.maria.pk))
    assert Event.objects.filter(action="feed.revoked").count() == 1
    assert can_log_in(world.maria, NEW)
    assert not can_log_in(world.maria, PASSWORD)


def test_wrong_old_passwords_are_counted_with_those_of_signing(browser: Browser, world: World) -> None:
    for _ in range(2):
        with pytest.raises(Forbidden):
            confirm_signer_password(user=User.objects.get(pk=world.maria.pk), password="wrong")
    for _ in range(3):
        response = change_password(browser, old="wrong")
        assert response.context["form"].errors["old_password"] == ["This is not your current password."]

    response = change_password(browser)
    assert response.context["form"].errors["old_password"] == [
        "Too many failed login attempts. Please wait 15 minutes and try again."
    ]
    with pytest.raises(TooManyAttempts):
        confirm_signer_password(user=User.objects.get(pk=world.maria.pk), password=PASSWORD)
    assert Event.objects.filter(action="password.refused").count() == 3
    assert not Event.objects.filter(action="password.changed").exists()


def test_a_form_that_is_wrong_otherwise_is_no_guess(browser: Browser) -> None:
    for _ in range(7):
        change_password(browser, old="wrong", again="another")

    assert change_password(browser).status_code == 302


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123", "maria@alpine.example", "x" * 5001])
def test_a_password_that_could_not_be_used_is_not_set(browser: Browser, world: World, password: str) -> None:
    response = change_password(browser, new=password)

    assert response.status_code == 200
    assert {"new_password1", "new_password2"} & set(response.context["form"].errors)
    assert can_log_in(world.maria, PASSWORD)


def test_the_longest_password_that_is_taken_logs_in(browser: Browser, world: World) -> None:
    longest = "Kumulus 7 " + "é" * 1014

    assert change_password(browser, new=longest).status_code == 302
    assert can_log_in(world.maria, longest)


def test_the_own_password_is_not_set_where_the_old_one_is_not_asked_for(browser: Browser, world: World) -> None:
    page = browser.get(build_address(User, "change", world.maria.pk))
    assert "new_password" not in page.context["adminform"].form.fields

    fields = {"email": world.maria.email, "name": "Maria", "surname": "Manager", "group": 135, "language": "en"}
    browser.post(build_address(User, "change", world.maria.pk), {**fields, "is_active": "on", "new_password": NEW})
    assert can_log_in(world.maria, PASSWORD)


# --- accents in any Unicode form


@pytest.mark.parametrize(("chosen", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_a_password_is_the_same_however_its_accents_are_typed(
    browser: Browser, world: World, chosen: str, typed: str
) -> None:
    change_password(browser, new=chosen)
    created = create_user(company=world.alpine, email="a@b.example", name="A", surname="B", group=190, password=chosen)
    edit_user(user=world.sam, values={}, by=world.maria, password=chosen)

    for person in (world.maria, created, world.sam):
        assert can_log_in(person, typed)
    confirm_signer_password(user=User.objects.get(pk=world.sam.pk), password=typed)


def test_a_password_stored_before_accents_were_made_alike_still_works(world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(password=make_password(DECOMPOSED))

    assert can_log_in(world.sam, DECOMPOSED)


# --- closing an account


def save_person(browser: Browser, user: User, **changes: Any) -> None:
    fields = {"email": user.email, "name": user.name, "surname": user.surname, "group": int(user.group)}
    response = browser.post(
        build_address(User, "change", user.pk), {**fields, "language": "en", "is_active": "on", **changes}
    )
    assert response.status_code == 302, response.context["errors"]


@pytest.mark.parametrize("closed", [{"is_active": ""}, {"expires_on": "2026-03-17"}])
def test_what_was_open_when_an_account_was_closed_stays_closed_when_it_is_opened_again(
    browser: Browser, world: World, closed: dict[str, str]
) -> None:
    other = world.create_person("Mona", "Manager", Role(world.maria.group))
    inside, phone = open_browser(other), create_client(other)
    key, feed = create_api_key(user=other, name="office").secret, issue_feed(by=other)
    assert inside.get("/admin/").status_code == 200

    save_person(browser, other, **closed)
    save_person(browser, other)

    assert inside.get("/admin/").status_code == 302
    assert phone.get("/users/view.json").status_code == 401
    assert Client(key).get("/users/view.json").status_code == 401
    assert Client().get("/trainings/trainings/calendar.ics", {"token": feed}).status_code in {401, 404}
    assert open_browser(other).get("/admin/").status_code == 200
    event = Event.objects.get(action="access.ended", object_id=str(other.pk))
    assert event.payload == '{"keys_revoked":1,"sessions_ended":1}'


def test_an_account_that_ran_out_and_is_prolonged_starts_anew(
    browser: Browser, world: World, frozen_clock: Any
) -> None:
    phone = create_client(world.sam)
    save_person(browser, world.sam, expires_on="2026-03-20")
    assert phone.get("/users/view.json").status_code == 200
    frozen_clock.shift(timedelta(days=4))
    browser.enter(world.maria)

    save_person(browser, world.sam, expires_on="2026-12-31")

    assert phone.get("/users/view.json").status_code == 401


def test_saving_somebody_who_stays_open_ends_nothing(browser: Browser, world: World) -> None:
    phone = create_client(world.sam)

    save_person(browser, world.sam, expires_on="2026-12-31", surname="Renamed")

    assert phone.get("/users/view.json").status_code == 200


def test_a_login_that_was_checked_before_the_password_changed_opens_no_session(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.sam.set_password(PASSWORD)
    world.sam.save()
    authenticate = sessions.authenticate

    def authenticate_slowly(**arguments: Any) -> User | None:
        user = authenticate(**arguments)
        edit_user(user=User.objects.get(pk=world.sam.pk), values={}, by=world.maria, password=NEW)
        return user

    monkeypatch.setattr(sessions, "authenticate", authenticate_slowly)
    with pytest.raises(Unauthenticated):
        log_in(email=world.sam.email, password=PASSWORD, client=ClientInfo("192.0.2.1"))
    assert not Token.objects.filter(user=world.sam, revoked_at__isnull=True).exists()


def test_no_way_takes_a_password_that_is_too_long(world: World) -> None:
    long = "Cumulus 7 " * 510
    with pytest.raises(InvalidInput):
        create_user(company=world.alpine, email="a@b.example", name="A", surname="B", group=190, password=long)
    with pytest.raises(InvalidInput):
        edit_user(user=world.sam, values={}, by=world.maria, password=long)
