"""The account pages are in the person's language, or in that of the browser."""

import re
from gettext import GNUTranslations
from pathlib import Path

import pytest

from accounts.models import User
from accounts.one_time_codes import Purpose
from tests.accounts.pages.conftest import create_link, read_text, submit
from tests.office.browser import Browser
from tests.world import World

ROOT = Path(__file__).resolve().parents[3]
HEADINGS = {
    "en": "Forgot your password?",
    "de": "Passwort vergessen?",
    "es": "¿Ha olvidado su contraseña?",
    "fr": "Mot de passe oublié ?",
}


def get_heading(page: str) -> str:
    return str(re.findall(r"<h1[^>]*>(.*?)</h1>", page)[0])


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("de-AT,de;q=0.9,en;q=0.8", "de"), ("fr", "fr"), ("es-MX", "es"), ("en-GB", "en"), ("pl,cs;q=0.5", "en"),
     ("", "en"), ("pl,fr;q=0.3", "fr"), ("\x00;q=x,,", "en"), ("x" * 5000, "en")],
)  # fmt: skip
def test_the_browser_chooses_the_language_of_a_page_that_is_nobodys(db: None, wanted: str, language: str) -> None:
    page = read_text(Browser().get("/account/recover/", headers={"accept-language": wanted}))

    assert get_heading(page) == HEADINGS[language]
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize(
    ("stored", "heading"),
    [("de", "Passwort festlegen"), ("fr", "Choisissez un mot de passe"), ("de-CH", "Passwort festlegen"),
     ("tlh", "Choose a password"), ("", "Choose a password")],
)  # fmt: skip
def test_the_language_of_the_person_counts_more(browser: Browser, world: World, stored: str, heading: str) -> None:
    User.objects.filter(pk=world.sam.pk).update(language=stored)

    page = read_text(browser.get(create_link(world.sam), headers={"accept-language": "es"}))
    assert get_heading(page) == heading


def test_a_persons_language_lasts_from_the_link_to_the_last_page(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(language="de")
    address = create_link(world.sam)

    refused = submit(browser, address, password="abc", repetition="abc")
    done = submit(browser, address, password="cumulus over the ridge 7", repetition="cumulus over the ridge 7")

    assert "Dieses Passwort ist zu kurz." in read_text(refused)
    assert get_heading(read_text(browser.get(done["Location"]))) == "Ihr Passwort ist gespeichert"


def test_a_password_like_the_address_is_refused_in_german_words(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(language="de")
    response = submit(browser, create_link(world.sam), password=world.sam.email, repetition=world.sam.email)

    assert "Das Passwort ähnelt der E-Mail-Adresse zu sehr." in read_text(response)


def test_the_page_of_one_person_does_not_decide_the_language_of_the_next(browser: Browser, world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(language="fr")
    browser.get(create_link(world.sam))
    browser.get(create_link(world.sam, Purpose.CONFIRMATION, "sam@new.example"))

    assert get_heading(read_text(browser.get("/account/recover/"))) == HEADINGS["en"]
    assert "Log in" in read_text(browser.get("/admin/login/"))


@pytest.mark.parametrize("language", ["de", "es", "fr"])
def test_every_text_of_the_pages_is_in_the_catalog(language: str) -> None:
    with (ROOT / f"accounts/locale/{language}/LC_MESSAGES/django.mo").open("rb") as file:
        known = set(vars(GNUTranslations(file))["_catalog"])
    used = {
        text
        for template in ROOT.glob("accounts/templates/account/*.html")
        for text in re.findall(r'{% translate "(.*?)" %}', template.read_text(encoding="utf-8"))
    }

    assert len(used) > 20
    assert used - known == set()
