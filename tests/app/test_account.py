"""A person's account on a phone and at a desk: an invitation, a second factor, a lost password, another address."""

import re
from typing import Any

import pyotp
from playwright.sync_api import Page, expect

from demo.scenarios.academy import NAME as SCHOOL
from demo.scenarios.people import PASSWORD
from tests.app.account import build_app_link, deliver_mails, find_link, log_out, open_account, open_place, see
from tests.app.checks import check_screen
from tests.app.guard import Guard
from tests.app.windows import DESK, Windows, build_email, expect_inside, log_in, send_login
from tests.browser import serving
from tests.browser.newcomer import Newcomer, compute_next_code

NEW_PASSWORD = "thermals-over-the-ridge-7"
RECOVERY_CODES = 10
BROKEN_LINK = "This link no longer works"


# --- an invitation


def test_an_invitation_leads_to_the_home_of_the_app(windows: Windows, school: serving.TestInstallation) -> None:
    email = "nora.lang@demo.example"
    person = invite(windows, email)
    link = find_link(deliver_mails(school)[email], f"Your account at {SCHOOL}")

    page = windows.open()
    page.goto(link)
    check_screen(page)
    Newcomer(page, "en").accepts(link, email, NEW_PASSWORD)
    check_screen(page)
    page.get_by_role("link", name="Log in").click()
    log_in(page, email, NEW_PASSWORD)

    expect(page.get_by_role("heading", name="Hello, Nora", level=1)).to_be_visible()
    see(page, f"{SCHOOL} has not enrolled you in a training yet.")
    assert windows.read("manager", f"/manager/users/view/{person}.json")["user"]["User"]["email_status"] is True


def invite(windows: Windows, email: str) -> str:
    """A manager creates a student with this address, who gets an invitation; returns the id of the student."""
    body = {"email": email, "name": "Nora", "surname": "Lang", "user_group_id": 190}
    with windows.call_api("manager") as api:
        return str(api.post("/manager/users/create.json", data=body).json()["user_id"])


# --- a second factor


def test_a_second_factor_is_asked_for_until_it_is_turned_off(open_app: Any) -> None:
    person = "emma.schmid"
    page = open_app(person)
    open_place(page, "Second factor")
    app, used = turn_app_on(page)
    codes = keep_recovery_codes(page)

    log_out(page)
    send_login(page, person)
    see(page, "Enter the code that your authenticator app shows, or a recovery code.")
    send_code(page, "Code", used)
    see(page, "The code is incorrect or no longer valid.")
    send_code(page, "Code", compute_next_code(app))
    expect_inside(page)

    log_out(page)
    send_login(page, person)
    page.get_by_role("button", name="Use a recovery code").click()
    see(page, "One of the ten codes that you kept.")
    send_code(page, "Recovery code", codes[0])
    expect_inside(page)

    open_place(page, "Second factor")
    turn_app_off(page)
    log_out(page)
    log_in(page, person)


def turn_app_on(page: Page) -> tuple[pyotp.TOTP, str]:
    """By the secret on the screen, after a wrong code. Returns the app, and the code that it has used."""
    page.get_by_role("button", name="Set up the app").click()
    see(page, "You need an authenticator app on your phone")
    confirm_password(page, "Continue")
    secret = page.locator(".account-secret").inner_text().replace(" ", "")
    expect(page.get_by_role("link", name="Open the app on this device")).to_have_attribute("href", re.compile(secret))
    check_screen(page)
    app = pyotp.TOTP(secret)
    send_code(page, "The code that the app shows", app.at(0))
    see(page, "The code is incorrect. Check that the clock of your phone is right.")
    code = app.now()
    send_code(page, "The code that the app shows", code)
    return app, code


def keep_recovery_codes(page: Page) -> list[str]:
    """Downloads the codes, and tries to leave before; they are not shown again after that."""
    shown = page.locator(".account-codes li")
    expect(shown).to_have_count(RECOVERY_CODES)
    codes = shown.all_inner_texts()
    check_screen(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.path().read_text(encoding="utf-8").split()[-RECOVERY_CODES:] == codes
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    page.get_by_role("link", name="Account", exact=True).first.click()
    see(page, "Leave without the codes?")
    page.get_by_role("button", name="Cancel").click()
    expect(shown).to_have_count(RECOVERY_CODES)
    page.get_by_role("button", name="I have kept them").click()
    expect(page.get_by_role("button", name="New recovery codes")).to_be_visible()
    page.reload()
    expect_inside(page)
    assert not [code for code in codes if code in page.content()]
    check_screen(page)
    return codes


def turn_app_off(page: Page) -> None:
    page.get_by_role("button", name="Turn off").click()
    see(page, "Your recovery codes end too.")
    confirm_password(page, "Turn off")
    see(page, "It is turned off.")
    expect(page.get_by_role("button", name="Set up the app")).to_be_visible()


def confirm_password(page: Page, button: str) -> None:
    """In the dialog that asks for it."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Present password").fill(PASSWORD)
    dialog.get_by_role("button", name=button).click()
    expect(dialog).to_be_hidden()


def send_code(page: Page, label: str, code: str) -> None:
    page.get_by_label(label, exact=True).fill(code)
    page.locator("form button[type=submit]").click()


# --- a lost password


def test_a_lost_password_is_replaced_and_other_sessions_end(
    open_app: Any, windows: Windows, school: serving.TestInstallation, guard: Guard
) -> None:
    person = "lukas.gruber"
    other, page = open_app(person), windows.open()
    see_way_for_forgetful(other, build_email(person))
    assert ask_for_link(page, build_email(person)) == ask_for_link(page, "nobody@demo.example")
    mails = deliver_mails(school)
    assert "nobody@demo.example" not in mails
    link = find_link(mails[build_email(person)], "Set a new password")

    set_password(page, link)
    send_login(page, person, PASSWORD)
    see(page, "incorrect")
    log_in(page, person, NEW_PASSWORD)

    other.get_by_role("link", name="Logins and devices").click()
    see(other, "Your session has ended. Log in again, and you will find everything as it was.")
    log_in(other, person, NEW_PASSWORD)
    expect(other.get_by_role("heading", name="Logins and devices", level=1)).to_be_visible()

    expect_broken(page, build_app_link(link))
    guard.allow(r"^/account/password/\S+: GET returned 404$")
    expect_broken(page, link)


def see_way_for_forgetful(page: Page, email: str) -> None:
    """Somebody who is logged in finds it where passwords are changed, and the way back; ends at the account."""
    open_place(page, "Password")
    page.get_by_role("link", name="Get a link by mail").click()
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    see(page, "Enter your e-mail address, and you will get a link")
    page.get_by_role("link", name="To the app").click()
    open_account(page)


def ask_for_link(page: Page, email: str) -> str:
    """From the login, which hands on the address that was typed there. Returns what the app says to it."""
    page.goto("/app/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_label("E-mail address")).to_have_value(email)
    check_screen(page)
    page.get_by_role("button", name="Send the link").click()
    see(page, "a mail with a link is on its way")
    return page.locator(".entrance").inner_text()


def set_password(page: Page, link: str) -> None:
    """On the screen of the app for this link, where a weak password and a slip are refused; ends at the login."""
    page.goto(build_app_link(link))
    see(page, "For Lukas Gruber.")
    send_password(page, "short", "short")
    see(page, "too short")
    send_password(page, NEW_PASSWORD, "something else")
    see(page, "The two are different.")
    send_password(page, NEW_PASSWORD, NEW_PASSWORD)
    see(page, "Every session of the account has ended: please log in.")
    page.get_by_role("button", name="To the login").click()


def send_password(page: Page, password: str, repetition: str) -> None:
    page.get_by_label("New password", exact=True).fill(password)
    page.get_by_label("New password, again").fill(repetition)
    page.get_by_role("button", name="Set the password").click()


def expect_broken(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("link", name="Ask for a new link")).to_be_visible()
    see(page, BROKEN_LINK)


# --- another address


def test_another_address_counts_once_its_link_was_used(open_app: Any, school: serving.TestInstallation) -> None:
    person, email = "sophie.wagner", "sophie@new.example"
    page = open_app(person, DESK)
    open_place(page, "E-mail address")
    ask_for_address(page, email)
    mails = deliver_mails(school)
    assert list(mails[build_email(person)]) == ["Your e-mail address is about to change"]
    link = find_link(mails[email], "Confirm your e-mail address")

    tab = page.context.new_page()
    confirm_address(tab, link)
    confirm_in_app(tab, link)
    open_account(page)
    expect(page.get_by_role("main").get_by_text(email)).to_have_count(2)
    expect(page.get_by_text("A link is on its way")).to_be_hidden()
    check_screen(page)

    log_out(page)
    send_login(page, person)
    see(page, "incorrect")
    log_in(page, email)


def ask_for_address(page: Page, email: str) -> None:
    """With a wrong password at first."""
    for password, answer in (("wrong", "The password is incorrect."), (PASSWORD, f"A link is on its way to {email}")):
        page.get_by_label("New e-mail address", exact=True).fill(email)
        page.get_by_label("New e-mail address, again").fill(email)
        page.get_by_label("Present password").fill(password)
        page.get_by_role("button", name="Send the link").click()
        see(page, answer)


def confirm_address(page: Page, link: str) -> None:
    """On the page of the link; ends in the app, where the person is still logged in."""
    page.goto(link)
    see(page, "Sophie Wagner")
    page.get_by_role("button", name="Confirm this address").click()
    see(page, "Your e-mail address is confirmed")
    page.get_by_role("link", name="Log in").click()
    expect_inside(page)


def confirm_in_app(page: Page, link: str) -> None:
    """On the screen of the app for the link, which says so again; the link with another code leads nowhere."""
    screen = build_app_link(link)
    page.goto(screen)
    see(page, "Press the button to confirm the address")
    page.get_by_role("button", name="Confirm").click()
    see(page, "The e-mail address is confirmed.")
    page.get_by_role("button", name="To the app").click()
    page.goto(screen.replace("/email", "0/email"))
    page.get_by_role("button", name="Confirm").click()
    see(page, BROKEN_LINK)
