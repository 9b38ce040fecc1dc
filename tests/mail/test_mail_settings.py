"""`EMAIL_URL` and `MAIL_FROM`: what they mean, and the sentence for those that mean nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment
from config.mail import FOLDER, SMTP, build_mail_settings, get_sender


def read_settings(url: str, *, is_production: bool = True) -> dict[str, Any]:
    env = Environment()
    env.ENVIRON = {"EMAIL_URL": url} if url else {}
    return build_mail_settings(env, folder=Path("/srv/mail"), is_production=is_production)


def read_sender(address: str, public_url: str) -> str:
    env = Environment()
    env.ENVIRON = {"MAIL_FROM": address} if address else {}
    return get_sender(env, public_url, is_required=True)


@pytest.mark.parametrize(
    ("url", "port", "is_starttls", "is_tls"),
    [
        ("smtp+tls://mail.example", 587, True, False),
        ("smtp+ssl://mail.example", 465, False, True),
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example:2525", 2525, True, False),
    ],
)
def test_a_scheme_says_how_the_connection_is_encrypted(url: str, port: int, is_starttls: bool, is_tls: bool) -> None:
    settings = read_settings(url)

    assert (settings["EMAIL_BACKEND"], settings["EMAIL_HOST"]) == (SMTP, "mail.example")
    assert (settings["EMAIL_PORT"], settings["EMAIL_USE_TLS"], settings["EMAIL_USE_SSL"]) == (port, is_starttls, is_tls)


def test_user_and_password_are_decoded() -> None:
    settings = read_settings("smtp+tls://me%40school.example:p%3A%2F%3F%23%5B%5D%40%25@mail.example")

    assert (settings["EMAIL_HOST_USER"], settings["EMAIL_HOST_PASSWORD"]) == ("me@school.example", "p:/?#[]@%")


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "smtp://",
        "smtps://u:secret@mail.example",
        "smtp+tls://u:secret@mail.example:99999",
        "smtp+tls://u:secret@mail.example:x",
        "smtp+tls://u:secret@mail.example/path",
        "smtp+tls://u:se/cret@mail.example",
        "smtp+tls://u:secret@[mail.example",
        "consolemail://",
        "filemail://relative",
        "http://u:secret@mail.example",
    ],
)
def test_an_address_that_means_nothing_is_one_sentence_without_the_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^EMAIL_URL must be an address like") as raised:
        read_settings(url)

    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_without_an_address_production_sends_nothing_and_development_writes_files() -> None:
    assert read_settings("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    settings = read_settings("", is_production=False)
    assert (settings["EMAIL_BACKEND"], settings["EMAIL_FILE_PATH"]) == (FOLDER, "/srv/mail")


def test_the_sender_is_set_or_follows_from_the_public_address() -> None:
    assert read_sender("office@school.example", "https://training.school.example") == "office@school.example"
    assert read_sender("", "https://training.school.example:8443/") == "noreply@training.school.example"


@pytest.mark.parametrize("address", ["School <a@school.example>", "nobody", "a@b.example\nBcc: c@d.example"])
def test_a_sender_that_is_none_is_one_sentence(address: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^MAIL_FROM"):
        read_sender(address, "https://training.school.example")


def test_mails_whose_links_lead_nowhere_are_not_sent() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^PUBLIC_URL must be set"):
        read_sender("office@school.example", "")
