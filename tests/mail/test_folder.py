"""Without a mail server, a development server writes each mail to a file, and its links to the console."""

import email
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from mail.kinds import MailKind
from mail.services import queue_mail
from tests.mail.smtp import deliver_due
from tests.world import World


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "mail.delivery.folder.FolderBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def test_a_mail_becomes_a_file_named_by_its_row(world: World, folder: Path) -> None:
    mail = queue_mail(MailKind.ACCOUNT_CHANGED, world.sam, {"change": "password"})[0]

    deliver_due()

    assert [file.name for file in folder.iterdir()] == [f"{mail.pk}.eml"]
    message = email.message_from_bytes((folder / f"{mail.pk}.eml").read_bytes())
    assert message["To"] == "sam@alpine.example"


@pytest.mark.parametrize(("is_production", "shown"), [(False, True), (True, False)])
def test_the_console_shows_links_in_development_only(
    folder: Path, settings: Any, caplog: pytest.LogCaptureFixture, is_production: bool, shown: bool
) -> None:
    settings.IS_PRODUCTION = is_production
    body = "Hello,\nset your password: http://127.0.0.1:8000/account/password/7/abc/\nBye"

    with caplog.at_level(logging.INFO, "downwind.mail"):
        EmailMessage("Welcome", body, to=["sam@alpine.example"]).send()

    assert "Mail to sam@alpine.example: Welcome" in caplog.text
    assert ("http://127.0.0.1:8000/account/password/7/abc/" in caplog.text) is shown


def test_a_message_id_is_no_path(folder: Path) -> None:
    EmailMessage("Hi", "", to=["a@b.example"], headers={"Message-ID": "<../../evil@x>"}).send()

    assert [file.name for file in folder.iterdir()] == ["evil.eml"]
