"""The page "Second factor" of the logged-in manager, and the notice before it is demanded."""

import re
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from mail.models import Mail
from tests.accounts.second_factor.steps import demand_factor, get_app_code, log_in, use_app, use_email
from tests.factories import PASSWORD
from tests.office.browser import Browser, open_browser
from tests.world import World

PAGE = "/admin/second_factor/"


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


@pytest.fixture
def maria(world: World, browser: Browser) -> User:
    return world.maria


def act(browser: Browser, name: str, **fields: str) -> Any:
    return browser.post(PAGE, {"act": name, **fields}, follow=True)


def get_factor(user: User) -> str:
    return str(User.objects.get(pk=user.pk).two_factor)


def read_recovery_codes(response: Any) -> list[str]:
    return re.findall(r"<li>([a-z2-9-]{19})</li>", response.content.decode())


def test_the_user_menu_leads_to_the_page(browser: Browser) -> None:
    text = browser.get("/admin/").content.decode()

    assert f'href="{PAGE}"' in text
    assert 'href="/admin/password_change/"' in text


def test_codes_by_mail_are_chosen_without_and_turned_off_with_the_password(browser: Browser, maria: User) -> None:
    act(browser, "email")
    assert get_factor(maria) == "EMAIL"
    act(browser, "off")
    act(browser, "off", password="wrong")
    assert get_factor(maria) == "EMAIL"

    act(browser, "off", password=PASSWORD)
    assert get_factor(maria) == "OFF"
    assert browser.get("/admin/").status_code == 200


def test_an_app_is_set_up_by_the_code_on_the_page(browser: Browser, maria: User) -> None:
    setup = act(browser, "start", password=PASSWORD)
    secret = setup.context["secret"]
    page = setup.content.decode()
    assert "<svg" in page
    assert " ".join(re.findall("....", secret)) in page
    assert "no-store" in setup["Cache-Control"]
    assert not re.search(r'(src|href)="https?://', page)

    shown = act(browser, "confirm", secret=secret, code=get_app_code(secret, -1))

    codes = read_recovery_codes(shown)
    assert len(codes) == 10
    assert "no-store" in shown["Cache-Control"]
    assert get_factor(maria) == "TOTP"
    assert log_in(maria, get_app_code(secret)).status_code == 200
    assert log_in(maria, codes[0]).status_code == 200
    assert browser.get(PAGE).content.decode().count(codes[1]) == 0
    assert "9 unused recovery codes" in browser.get(PAGE).content.decode()
    assert Mail.objects.get(kind="account_changed").facts == {"change": "two_factor_on"}


def test_a_wrong_code_shows_the_setup_again(browser: Browser, maria: User) -> None:
    secret = act(browser, "start", password=PASSWORD).context["secret"]
    again = act(browser, "confirm", secret=secret, code="0000000")

    assert again.context["secret"] == secret
    assert "The code is incorrect." in again.content.decode()
    act(browser, "confirm", secret=secret, code=get_app_code(secret))
    assert get_factor(maria) == "TOTP"


@pytest.mark.parametrize("typed", ["", "JBSWY3DPEHPK3PXP", "x" * 5000, "\x00"])
def test_the_secret_is_shown_only_to_a_page_that_has_it(browser: Browser, maria: User, typed: str) -> None:
    secret = act(browser, "start", password=PASSWORD).context["secret"]

    response = act(browser, "confirm", secret=typed, code="123456")

    assert secret not in response.content.decode()
    assert "The setup took too long." in response.content.decode()
    assert get_factor(maria) == "OFF"


def test_a_wrong_password_begins_no_setup(browser: Browser, maria: User) -> None:
    response = act(browser, "start", password="wrong")

    assert "This is not your current password." in response.content.decode()
    assert "secret_groups" not in response.context


def test_wrong_passwords_are_counted(browser: Browser, maria: User) -> None:
    for _ in range(5):
        act(browser, "start", password="wrong")

    assert "Too many failed login attempts" in act(browser, "start", password=PASSWORD).content.decode()


def test_new_recovery_codes_replace_the_old(browser: Browser, maria: User) -> None:
    _, old = use_app(maria)
    new = read_recovery_codes(act(browser, "renew", password=PASSWORD))

    assert len(new) == 10
    assert log_in(maria, old[0]).status_code == 401
    assert log_in(maria, new[0]).status_code == 200


def test_the_app_is_turned_off_with_the_password(browser: Browser, maria: User) -> None:
    use_app(maria)
    act(browser, "off", password=PASSWORD)

    assert get_factor(maria) == "OFF"


def test_whoever_must_have_a_factor_gets_codes_by_mail_instead(browser: Browser, maria: User, world: World) -> None:
    use_app(maria)
    demand_factor(world.alpine, date(2026, 3, 18))
    act(browser, "off", password=PASSWORD)
    assert get_factor(maria) == "EMAIL"

    response = act(browser, "off", password=PASSWORD)
    assert "Your school requires a second factor." in response.content.decode()
    assert get_factor(maria) == "EMAIL"


@pytest.mark.parametrize("name", ["", "nonsense", "confirm", "renew", "off", "start", "email"])
def test_a_button_pressed_at_the_wrong_time_is_no_server_error(browser: Browser, maria: User, name: str) -> None:
    use_app(maria)

    assert act(browser, name, password=PASSWORD, code="1").status_code == 200


def test_without_mail_there_are_no_codes_by_mail(browser: Browser, maria: User, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    assert "This server sends no mail" in act(browser, "email").content.decode()
    assert get_factor(maria) == "OFF"


# --- the notice on the front page


@pytest.mark.parametrize(
    ("day", "expected"),
    [(None, ""), (date(2026, 4, 1), "From "), (date(2026, 3, 18), "Your school requires a second factor:")],
)
def test_the_front_page_tells_from_when_a_factor_is_demanded(
    browser: Browser, world: World, day: date | None, expected: str
) -> None:
    demand_factor(world.alpine, day)
    notice = browser.get("/admin/").context["factor_notice"]

    assert (notice or "").startswith(expected)
    assert bool(notice) is bool(expected)
    assert day is None or day.day == 18 or "2026" in notice


def test_whoever_has_a_factor_is_told_nothing(browser: Browser, maria: User, world: World) -> None:
    demand_factor(world.alpine, date(2026, 4, 1))
    use_email(maria)

    assert browser.get("/admin/").context["factor_notice"] is None


def test_a_server_without_mail_demands_nothing(browser: Browser, world: World, settings: Any) -> None:
    demand_factor(world.alpine, date(2026, 4, 1))
    settings.MAIL_ENABLED = False

    assert browser.get("/admin/").context["factor_notice"] is None
