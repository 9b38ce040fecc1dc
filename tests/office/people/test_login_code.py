"""The second page of the admin's login, which asks for the code of the second factor."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.test import RequestFactory

from accounts.models import User
from accounts.roles import Role
from accounts.sign_in.devices import COOKIE
from accounts.sign_in.second_factor.changing import reset_factors
from accounts.sign_in.second_factor.checking import CodeRequired
from accounts.sign_in.second_factor.email_codes import MAILS_PER_WINDOW
from mail.models import Mail
from tests.accounts.second_factor.steps import demand_factor, get_app_code, log_in, read_mail, use_app, use_email
from tests.factories import PASSWORD
from tests.office.browser import Browser
from tests.office.frame.test_login_page import list_error_boxes
from tests.world import World

CODE = "/admin/login/code/"
WRONG = "0000000"


@pytest.fixture
def maria(world: World) -> User:
    world.maria.set_password(PASSWORD)
    world.maria.save()
    return world.maria


@pytest.fixture
def secret(maria: User) -> str:
    return use_app(maria)[0]


def is_inside(browser: Browser) -> bool:
    return bool(browser.get("/admin/").status_code == 200)


def type_password(browser: Browser, user: User, target: str = "/admin/", password: str = PASSWORD) -> Any:
    address = f"/admin/login/?next={quote(target)}"
    return browser.post(address, {"username": user.email, "password": password, "next": target})


def open_code_page(user: User) -> Browser:
    browser = Browser()
    assert type_password(browser, user)["Location"] == CODE
    return browser


def test_the_password_leads_to_the_code_and_the_code_inside(maria: User, secret: str) -> None:
    browser = open_code_page(maria)
    page = browser.get(CODE)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert not is_inside(browser)

    response = browser.post(CODE, {"code": get_app_code(secret)})

    assert response["Location"] == "/admin/"
    assert is_inside(browser)
    assert COOKIE in response.cookies


def test_the_password_alone_makes_no_session_of_anybody(maria: User, secret: str) -> None:
    browser = open_code_page(maria)

    assert "_auth_user_id" not in browser.session
    assert COOKIE not in browser.cookies
    for address in ("/admin/", "/admin/accounts/user/", "/admin/second_factor/", "/admin/password_change/"):
        assert browser.get(address)["Location"].startswith("/admin/login/"), address


def test_the_backend_authenticates_nobody_who_needs_a_code(maria: User, secret: str) -> None:
    request = RequestFactory().post("/admin/login/")

    with pytest.raises(CodeRequired):
        authenticate(request, username=maria.email, password=PASSWORD)


def test_a_code_by_mail_is_sent_and_sent_again(maria: User, frozen_clock: Any) -> None:
    use_email(maria)
    browser = open_code_page(maria)
    first = read_mail(maria)
    assert "A code was sent" in browser.get(CODE).content.decode()

    frozen_clock.shift(5)
    assert browser.post(CODE, {"resend": "yes"})["Location"] == CODE
    assert Mail.objects.filter(kind="login_code").count() == 2
    assert browser.post(CODE, {"code": first}).status_code == 200
    browser.post(CODE, {"code": read_mail(maria)})
    assert is_inside(browser)


def test_sending_again_does_not_flood_the_mailbox(maria: User) -> None:
    use_email(maria)
    browser = open_code_page(maria)
    for _ in range(MAILS_PER_WINDOW + 2):
        page = browser.post(CODE, {"resend": "yes"}, follow=True)

    assert Mail.objects.filter(kind="login_code").count() == MAILS_PER_WINDOW
    assert "Several codes were sent" in page.content.decode()


def test_an_app_has_nothing_to_send_again(maria: User, secret: str) -> None:
    page = open_code_page(maria).get(CODE)

    assert "Send a new code" not in page.content.decode()


def test_a_recovery_code_opens_the_admin(maria: User) -> None:
    _, codes = use_app(maria)
    browser = open_code_page(maria)
    browser.post(CODE, {"code": codes[4].upper()})

    assert is_inside(browser)


def test_a_wrong_code_is_one_message_and_counted_with_the_logins_of_the_api(maria: User, secret: str) -> None:
    browser = open_code_page(maria)
    for _ in range(4):
        response = browser.post(CODE, {"code": WRONG})
        assert "The code is incorrect or no longer valid." in response.content.decode()
    assert log_in(maria, WRONG).status_code == 401

    response = browser.post(CODE, {"code": get_app_code(secret)})
    assert "Too many failed login attempts. Please wait 15 minutes" in response.content.decode()
    assert not is_inside(browser)
    assert log_in(maria, get_app_code(secret)).status_code == 429


def test_typing_the_password_again_gives_no_further_guesses(maria: User, secret: str) -> None:
    for _ in range(5):
        open_code_page(maria).post(CODE, {"code": WRONG})

    response = type_password(Browser(), maria)
    assert "Too many failed login attempts" in list_error_boxes(response)[0]


@pytest.mark.parametrize("code", ["", " ", "x" * 51, "\x00", "\ud800".encode("utf-8", "surrogatepass")])
def test_an_odd_code_is_an_error_on_the_page(maria: User, secret: str, code: Any) -> None:
    browser = open_code_page(maria)

    assert browser.post(CODE, {"code": code}).status_code == 200
    assert not is_inside(browser)


@pytest.mark.parametrize("target", ["/admin/accounts/user/?q=Sam&o=1", "/admin/password_change/"])
def test_the_page_that_was_asked_for_is_opened_after_the_code(maria: User, secret: str, target: str) -> None:
    browser = Browser()
    type_password(browser, maria, target)

    assert browser.post(CODE, {"code": get_app_code(secret)})["Location"] == target


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\x00", "", "x" * 9000],
)
def test_no_other_server_is_opened_after_the_code(maria: User, secret: str, target: str) -> None:
    browser = Browser()
    type_password(browser, maria, target)

    location = browser.post(CODE, {"code": get_app_code(secret)})["Location"]
    assert location == "/admin/" or location.startswith("xxx")


def test_the_code_must_follow_within_ten_minutes(maria: User, secret: str, frozen_clock: Any) -> None:
    browser = open_code_page(maria)
    frozen_clock.shift(timedelta(minutes=10, seconds=1))

    assert browser.post(CODE, {"code": get_app_code(secret)})["Location"] == "/admin/login/"
    assert not is_inside(browser)


@pytest.mark.parametrize("change", ["password", "closed", "reset"])
def test_a_pending_login_ends_when_the_account_changes(maria: User, secret: str, world: World, change: str) -> None:
    browser = open_code_page(maria)
    if change == "reset":
        reset_factors(user_ids=[maria.pk], by=None)
    elif change == "closed":
        User.objects.filter(pk=maria.pk).update(is_active=False)
    else:
        maria.set_password("another-password-9")
        maria.save()

    assert browser.post(CODE, {"code": get_app_code(secret)})["Location"] == "/admin/login/"
    assert not is_inside(browser)


def test_without_a_password_there_is_no_page_for_a_code(maria: User, secret: str) -> None:
    for respond in (Browser().get, Browser().post):
        assert respond(CODE)["Location"] == "/admin/login/"


def test_a_pending_login_that_somebody_wrote_into_the_session_is_ignored(maria: User) -> None:
    browser = Browser()
    browser.get("/admin/login/")
    session = browser.session
    session["pending_login"] = "eyJ1c2VyIjoxfQ:1:forged"
    session.save()

    assert browser.get(CODE)["Location"] == "/admin/login/"


def test_a_session_that_was_planted_does_not_get_the_pending_login(maria: User, secret: str) -> None:
    browser, stranger = Browser(), Browser()
    session = browser.session
    session["planted"] = "yes"
    session.save()
    stranger.cookies["sessionid"] = browser.cookies["sessionid"].value

    type_password(browser, maria)

    assert browser.get(CODE).status_code == 200
    assert stranger.get(CODE)["Location"] == "/admin/login/"


def test_the_session_gets_another_key_with_the_code(maria: User, secret: str) -> None:
    browser = open_code_page(maria)
    before = browser.cookies["sessionid"].value
    browser.post(CODE, {"code": get_app_code(secret)})

    assert browser.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()
    assert "pending_login" not in browser.session


def test_a_page_of_one_browser_is_not_the_login_of_another(maria: User, secret: str) -> None:
    open_code_page(maria)

    assert Browser().post(CODE, {"code": get_app_code(secret)})["Location"] == "/admin/login/"


def test_a_wrong_password_leads_to_no_code(maria: User, secret: str) -> None:
    response = type_password(Browser(), maria, password="wrong")

    assert response.status_code == 200
    assert list_error_boxes(response) == ["The e-mail address or password is incorrect."]


def test_a_manager_whose_school_demands_it_gets_a_mail_from_the_day_on(maria: User, world: World) -> None:
    demand_factor(world.alpine, date(2026, 3, 19))
    assert type_password(Browser(), maria)["Location"] == "/admin/"
    demand_factor(world.alpine, date(2026, 3, 18))

    browser = open_code_page(maria)
    browser.post(CODE, {"code": read_mail(maria)})
    assert is_inside(browser)


@pytest.mark.parametrize("group", [Role.INSTRUCTOR, Role.STUDENT])
def test_nobody_but_a_manager_gets_inside_with_a_code(maria: User, secret: str, group: Role) -> None:
    User.objects.filter(pk=maria.pk).update(group=group)
    browser = Browser()
    type_password(browser, maria)
    browser.post(CODE, {"code": get_app_code(secret)})

    assert not is_inside(browser)


def test_a_form_without_its_csrf_token_logs_nobody_in(maria: User, secret: str) -> None:
    browser = open_code_page(maria)
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies["sessionid"] = browser.cookies["sessionid"].value

    assert strict.post(CODE, {"code": get_app_code(secret)}).status_code == 403
    assert is_inside(strict) is False
