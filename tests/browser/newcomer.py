"""What somebody who has been invited does on a phone, from the mail to the first login."""

import re
import time
from email.message import EmailMessage

import pyotp
from playwright.sync_api import Page, expect

LINK = re.compile(r"https?://\S+/account/(?:password|confirm)/\S+")
SECONDS_PER_CODE = 30
# What the account pages say, by the language of the person.
TEXTS = {
    "en": {
        "password": "New password",
        "repetition": "New password, again",
        "button": "Set the password",
        "done": "Your password is set",
    },
    "de": {
        "password": "Neues Passwort",
        "repetition": "Neues Passwort, noch einmal",
        "button": "Passwort speichern",
        "done": "Ihr Passwort ist gespeichert",
    },
}


def find_links(mail: EmailMessage) -> list[str]:
    """The links in the text of a mail by which a password is set or an address confirmed."""
    body = mail.get_body(("plain",))
    assert body is not None
    links: list[str] = LINK.findall(body.get_content())
    return links


def group_invitations(mails: list[EmailMessage]) -> dict[str, str]:
    """The link of each invitation, by the address to which it was sent."""
    return {str(mail["To"]): link for mail in mails for link in find_links(mail)}


class Newcomer:
    """Somebody with an invitation; `language` is that of the imported row, and not that of the browser."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.texts = page, TEXTS[language]

    def accepts(self, link: str, email: str, password: str) -> None:
        """Opens the link of the invitation, sees for whom it is, and sets a password."""
        self.page.goto(link)
        expect(self.page.locator("#id_address")).to_have_value(email)
        self.page.get_by_label(self.texts["password"], exact=True).fill(password)
        self.page.get_by_label(self.texts["repetition"]).fill(password)
        self.page.get_by_role("button", name=self.texts["button"]).click()
        expect(self.page.get_by_role("heading", name=self.texts["done"])).to_be_visible()

    def sets_up_app(self, password: str) -> pyotp.TOTP:
        """Sets up an authenticator app as the second factor, by the secret on the page, and sees recovery codes."""
        self.page.goto("/admin/second_factor/")
        self.page.get_by_label("Your password").fill(password)
        self.page.get_by_role("button", name="Set up an authenticator app").click()
        app = pyotp.TOTP(self.page.locator(".secret").inner_text().replace(" ", ""))
        self.page.get_by_role("textbox", name="Code").fill(app.now())
        self.page.get_by_role("button", name="Turn on").click()
        expect(self.page.locator("#recovery-codes li")).to_have_count(10)
        self.page.get_by_role("link", name="I have kept them").click()
        expect(self.page.get_by_text("Each login asks for a code of your authenticator app.")).to_be_visible()
        return app


def compute_next_code(app: pyotp.TOTP) -> str:
    """The code after the present one, which is valid already: each works once, and the present one has been used."""
    return app.at(int(time.time()) + SECONDS_PER_CODE)
