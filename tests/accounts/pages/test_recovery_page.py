"""`/account/recover/`: a mail for whoever forgot the password, and the same page for everybody."""

from typing import Any

import pytest

from accounts.models import OneTimeCode
from mail.models import Mail
from tests.accounts.pages.conftest import read_text, submit
from tests.office.browser import Browser
from tests.world import World

RECOVER = "/account/recover/"
SENT = "/account/recover/sent/"


def test_the_address_of_an_account_gets_a_mail_with_a_link(browser: Browser, world: World) -> None:
    submit(browser, RECOVER, email=world.sam.email)

    mail = Mail.objects.get()
    assert (mail.kind, mail.address) == ("recovery", "sam@alpine.example")
    assert mail.facts == {"code": str(OneTimeCode.objects.get(user=world.sam).pk)}


@pytest.mark.parametrize("typed", [" Sam@Alpine.Example ", "sam@alpine.example\u200b", "sam@alpine。example"])
def test_an_address_may_be_typed_in_any_spelling(browser: Browser, world: World, typed: str) -> None:
    submit(browser, RECOVER, email=typed)

    assert Mail.objects.get().recipient == world.sam


def test_known_and_unknown_addresses_get_the_same_bytes(browser: Browser, world: World) -> None:
    known = submit(browser, RECOVER, email=world.sam.email)
    unknown = submit(browser, RECOVER, email="nobody@alpine.example")

    assert (known.status_code, known["Location"], known.content) == (302, SENT, unknown.content)
    ignored = {"X-Request-ID"}
    assert {name: value for name, value in known.items() if name not in ignored} == {
        name: value for name, value in unknown.items() if name not in ignored
    }
    assert browser.get(SENT).content == Browser(headers={"accept-language": "en"}).get(SENT).content


def test_the_page_after_that_says_no_more_than_that_a_mail_may_come(browser: Browser) -> None:
    assert "If an account with this address exists, a mail is on its way." in read_text(browser.get(SENT))


@pytest.mark.parametrize(
    "typed", ["", "nobody", "a@b", "x" * 250 + "@a.example", "a@b.example\x00", "a@b.example\r\nBcc: c@d.example"]
)
def test_what_is_no_address_is_refused_at_the_field(browser: Browser, typed: str) -> None:
    response = submit(browser, RECOVER, email=typed)

    assert response.status_code == 200
    assert 'aria-invalid="true"' in read_text(response)
    assert 'id="id_email_error"' in read_text(response)
    assert "<title>Error: Forgot your password?" in read_text(response)
    assert not Mail.objects.exists()


def test_many_requests_from_one_network_have_to_wait(browser: Browser, settings: Any) -> None:
    settings.GUESSES_PER_ADDRESS = 2
    for _ in range(2):
        assert submit(browser, RECOVER, email="nobody@alpine.example").status_code == 302

    response = submit(browser, RECOVER, email="nobody@alpine.example")
    assert (response.status_code, response["Retry-After"]) == (429, "900")
    assert "Please wait 15 minutes and try again." in read_text(response)


def test_a_server_without_mail_says_whom_to_ask(browser: Browser, world: World, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    for response in (browser.get(RECOVER), browser.post(RECOVER, {"email": world.sam.email})):
        assert "<form" not in read_text(response)
    assert "Ask a training manager of your school" in read_text(browser.get(RECOVER))
    assert not OneTimeCode.objects.exists()


def test_the_front_of_the_account_pages_leads_there(browser: Browser) -> None:
    assert browser.get("/account/")["Location"] == RECOVER
