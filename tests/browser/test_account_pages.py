"""A forgotten password, from the login page of the admin to the new login, in a real browser.

The browser decides what it sends with a form and what it tells other servers: the `Referrer-Policy` of these pages must
keep the secret address to itself and still let the form pass the check against forged ones.
"""

import re

from playwright.sync_api import Page, Request, expect

from tests.browser import serving
from tests.browser.conftest import MANAGER, PASSWORD
from tests.browser.manager import Manager

NEW_LINK = """
from accounts.models import User
from accounts.one_time_codes import Purpose, derive_link_code, issue_code
user = User.objects.get(email={email!r})
print(f"/account/password/{{user.pk}}/{{derive_link_code(issue_code(user, Purpose.RECOVERY))}}/")
"""


def create_link(installation: serving.TestInstallation, email: str) -> str:
    printed = installation.manage("shell", "--no-imports", "-c", NEW_LINK.format(email=email))
    return str(re.findall(r"/account/password/\S+", printed)[0])


def test_a_forgotten_password_is_replaced(page: Page, installation: serving.TestInstallation) -> None:
    referrers: list[str | None] = []

    def record_referrer(request: Request) -> None:
        referrers.append(request.headers.get("referer"))

    page.goto("/admin/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail address").fill(MANAGER)
    page.get_by_role("button", name="Send the mail").click()
    expect(page.get_by_role("status")).to_contain_text("a mail is on its way")

    link = create_link(installation, MANAGER)
    page.on("request", record_referrer)
    page.goto(link)
    expect(page.get_by_label("E-mail address")).to_have_value(MANAGER)
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password, again").fill("short")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_label("New password", exact=True)).to_have_accessible_description(re.compile("too short"))
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, again").fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Your password is set")).to_be_visible()

    assert len(referrers) > 5
    assert not [referrer for referrer in referrers if referrer and link in referrer]
    page.get_by_role("link", name="Log in").click()
    Manager(page).enters(MANAGER, PASSWORD)
