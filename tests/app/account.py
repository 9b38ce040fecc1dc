"""What people do with their account in each story about it, and the mails that they get."""

import re
from collections import defaultdict
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.app.checks import check_screen
from tests.app.windows import wait_until_settled
from tests.browser.newcomer import find_links
from tests.browser.serving import TestInstallation

Mails = dict[str, EmailMessage]


def open_account(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Account").click()
    expect(page.get_by_role("heading", name="Account", level=1)).to_be_visible()


def open_place(page: Page, name: str) -> None:
    """A screen of the account, by the way that leads to it: `open_place(page, "Second factor")`."""
    open_account(page)
    page.get_by_role("link", name=re.compile(f"^{name}")).click()
    expect(page.get_by_role("heading", name="Account", level=1)).to_be_hidden()
    wait_until_settled(page)
    check_screen(page)


def log_out(page: Page) -> None:
    """Through the account; ends at the login."""
    open_account(page)
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("dialog").get_by_role("button", name="Log out").click()
    expect(page.locator("input[autocomplete=username]")).to_be_visible()


def see(page: Page, text: str) -> None:
    """The screen says so, and everybody can use it."""
    expect(page.get_by_text(text)).to_be_visible()
    check_screen(page)


def deliver_mails(school: TestInstallation) -> dict[str, Mails]:
    """The mails that wait for delivery, by address and subject."""
    mails: dict[str, Mails] = defaultdict(dict)
    for mail in school.deliver_mails():
        mails[str(mail["To"])][str(mail["Subject"])] = mail
    return mails


def find_link(mails: Mails, subject: str) -> str:
    """The only link in the mail with this subject."""
    [link] = find_links(mails[subject])
    return link


def build_app_link(link: str) -> str:
    """The screen of the app for the link of a mail: clients route by the paths of the API (docs/mails.md)."""
    page, user, code = link.rstrip("/").split("/")[-3:]
    screens = {"password": f"new_password/{user}/{code}", "confirm": f"confirmation/{user}/{code}/email"}
    return f"/app/users/{screens[page]}"
