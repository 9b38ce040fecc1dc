"""`preview_mails`: every kind of mail in every language, from the demo school."""

import re
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Company, OneTimeCode
from mail.kinds import MailKind
from mail.languages import LANGUAGES
from mail.models import Mail
from tests.operations.terminal import run_command
from tests.webapp.test_routes import is_screen

APP_LINK = re.compile(r'href="https://school\.example/app(/[^"?#]*)')

pytestmark = pytest.mark.any_database


@pytest.mark.django_db
def test_every_kind_is_previewed_in_every_language_and_nothing_is_stored(tmp_path: Path, settings: Any) -> None:
    settings.CLIENT_URL = "https://school.example/app/"

    status, _text = run_command("preview_mails", "--out", str(tmp_path / "mails"))

    assert status == 0
    names = {path.name for path in (tmp_path / "mails").iterdir()}
    for kind in MailKind:
        for language in LANGUAGES:
            assert {f"{kind.value}.{language}.html", f"{kind.value}.{language}.txt"} <= names | {
                f"account_changed.{language}.html",
                f"account_changed.{language}.txt",
            }
    links = {link for path in (tmp_path / "mails").glob("*.html") for link in APP_LINK.findall(path.read_text("utf-8"))}
    assert len(links) > 3
    assert [link for link in links if not is_screen(link)] == []
    assert not Company.objects.exists()
    assert not OneTimeCode.objects.exists()
    assert not Mail.objects.exists()
