"""`/account/password/{user_id}/{code}/`: the link in an invitation and in a recovery."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.one_time_codes import LIFETIMES, Purpose, issue_code
from accounts.sign_in.devices import COOKIE
from tests.accounts.pages.conftest import build_link, create_link, read_text, submit
from tests.factories import PASSWORD
from tests.office.browser import Browser
from tests.world import Client, World, create_client

NEW = "cumulus over the ridge 7"


def set_password(browser: Browser, address: str, password: str = NEW, repetition: str | None = None) -> Any:
    return submit(browser, address, password=password, repetition=password if repetition is None else repetition)


def can_log_in(user: User, password: str) -> bool:
    body = {"email": user.email, "password": password}
    return bool(Client().post("/users/login.json", body).status_code == 200)


@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.RECOVERY])
def test_the_page_says_for_whom_where_and_what_a_password_must_be(
    browser: Browser, world: World, purpose: Purpose
) -> None:
    page = read_text(browser.get(create_link(world.sam, purpose)))

    for text in ("Sam Student", "Alpine Flight School", "sam@alpine.example", "at least 10 characters"):
        assert text in page


@pytest.mark.parametrize("purpose", [Purpose.INVITATION, Purpose.RECOVERY])
def test_a_password_that_is_typed_twice_is_set(browser: Browser, world: World, purpose: Purpose) -> None:
    phone = create_client(world.sam)

    response = set_password(browser, create_link(world.sam, purpose))

    assert response["Location"] == "/account/password/set/?manager=0&language=en"
    assert can_log_in(world.sam, NEW)
    assert phone.get("/users/view.json").status_code == 401


def test_the_browser_is_known_from_then_on(browser: Browser, world: World) -> None:
    set_password(browser, create_link(world.sam))

    assert browser.cookies[COOKIE].value


def test_opening_the_page_uses_nothing_up(browser: Browser, world: World) -> None:
    address = create_link(world.sam)
    for response in (browser.get(address), browser.head(address), browser.get(address)):
        assert response.status_code == 200

    assert set_password(browser, address).status_code == 302


def test_a_link_works_once(browser: Browser, world: World) -> None:
    address = create_link(world.sam)
    set_password(browser, address)

    for response in (browser.get(address), set_password(browser, address, "another " + NEW)):
        assert response.status_code == 404
        assert "This link no longer works" in read_text(response)
        assert 'href="/account/recover/"' in read_text(response)
    assert can_log_in(world.sam, NEW)


def test_a_link_that_leads_nowhere_looks_the_same_whatever_is_wrong(
    browser: Browser, world: World, frozen_clock: Any
) -> None:
    expired = create_link(world.sue)
    frozen_clock.shift(LIFETIMES[Purpose.RECOVERY] + timedelta(seconds=1))
    replaced, live = create_link(world.sam), create_link(world.sam)
    code = live.split("/")[4]
    login = issue_code(world.ines, Purpose.LOGIN)
    closed = create_link(world.tom)
    User.objects.filter(pk=world.tom.pk).update(is_active=False)
    moved = create_link(world.charles)
    User.objects.filter(pk=world.charles.pk).update(email="elsewhere@alpine.example")

    wrong = [
        expired, replaced, closed, moved, build_link(world.ines, login),
        f"{live[:-2]}{'0' if live[-2] != '0' else '1'}/",
        f"/account/password/{world.sue.pk}/{code}/", f"/account/password/{world.olga.pk}/{code}/",
        f"/account/password/999999999/{code}/", f"/account/password/0/{code}/", f"/account/password/x/{code}/",
        f"/account/password/{world.sam.pk}/{code[:40]}/", f"/account/password/{world.sam.pk}/", "/account/password/",
        f"/account/password/{world.sam.pk}/{'é' * 96}/", f"/account/password/{world.sam.pk}/{code}{'0' * 5000}/",
        f"/account/password/{world.sam.pk}/%00/", f"/account/confirm/{world.sam.pk}/{code}/", "/account/nothing/",
    ]  # fmt: skip
    pages = {(response.status_code, response.content) for response in map(browser.get, wrong)}

    assert {status for status, _ in pages} == {404}
    assert len(pages) == 1
    assert browser.get(live).status_code == 200


def test_a_link_without_its_last_slash_works(browser: Browser, world: World) -> None:
    assert set_password(browser, create_link(world.sam).rstrip("/")).status_code == 302


@pytest.mark.parametrize(
    ("password", "repetition", "field"),
    [
        ("", "", "password"), ("short", "short", "password"), ("x" * 1025, "x" * 1025, "password"),
        ("password123456", "password123456", "password"), (NEW, NEW + "8", "repetition"), (NEW, "", "repetition"),
        ("sam@alpine.example", "sam@alpine.example", "password"), (NEW + "\x00", NEW + "\x00", "password"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field(
    browser: Browser, world: World, password: str, repetition: str, field: str
) -> None:
    address = create_link(world.sam)
    response = set_password(browser, address, password, repetition)

    assert response.status_code == 200
    assert f'id="id_{field}_error"' in read_text(response)
    assert browser.get(address).status_code == 200
    assert not can_log_in(world.sam, password or "x")


def test_nothing_typed_comes_back_in_the_page(browser: Browser, world: World) -> None:
    assert NEW not in read_text(set_password(browser, create_link(world.sam), NEW, "something else"))


def test_a_manager_is_led_to_the_admin_and_others_to_the_app(browser: Browser, world: World, settings: Any) -> None:
    settings.CLIENT_URL = "https://app.alpine.example"
    manager = set_password(browser, create_link(world.maria))
    student = set_password(browser, create_link(world.sam))

    assert 'href="/admin/"' in read_text(browser.get(manager["Location"]))
    assert 'href="https://app.alpine.example"' in read_text(browser.get(student["Location"]))


def test_without_another_client_a_student_is_led_to_the_app_of_this_server(browser: Browser, world: World) -> None:
    student = set_password(browser, create_link(world.sam))

    assert 'href="/app/"' in read_text(browser.get(student["Location"]))


def test_the_last_page_believes_nothing_of_its_query(browser: Browser) -> None:
    for query in ("?manager=<script>&language=<script>", "?language=\x00", "?language=" + "x" * 3000, "?manager=2", ""):
        response = browser.get(f"/account/password/set/{query}")
        assert response.status_code == 200
        assert "<script" not in read_text(response)


def test_a_name_cannot_write_into_the_page(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(name="<img src=x>")

    assert "&lt;img src=x&gt;" in read_text(browser.get(create_link(world.sam)))


def test_guessing_links_is_slowed_down(browser: Browser, world: World, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 3
    wrong = f"/account/password/{world.sam.pk}/{'0' * 96}/"
    for _ in range(3):
        assert browser.get(wrong).status_code == 404

    response = browser.get(wrong)
    assert response.status_code == 429
    assert int(response["Retry-After"]) == 900


def test_the_address_counts_as_confirmed(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(email_confirmed_at=None)
    set_password(browser, create_link(world.sam, Purpose.INVITATION))

    world.sam.refresh_from_db()
    assert world.sam.email_confirmed_at is not None


def test_an_open_session_of_the_admin_ends(browser: Browser, world: World) -> None:
    world.maria.set_password(PASSWORD)
    world.maria.save()
    inside = Browser()
    inside.enter(world.maria)

    set_password(browser, create_link(world.maria))

    assert inside.get("/admin/").status_code == 302
