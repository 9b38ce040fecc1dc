"""`preview_mails`: every kind of mail in every language, from the demo school."""

from pathlib import Path

import pytest

from accounts.models import Company, OneTimeCode
from mail.kinds import MailKind
from mail.languages import LANGUAGES
from mail.models import Mail
from tests.operations.terminal import run_command

pytestmark = pytest.mark.any_database


@pytest.mark.django_db
def test_every_kind_is_previewed_in_every_language_and_nothing_is_stored(tmp_path: Path) -> None:
    status, _text = run_command("preview_mails", "--out", str(tmp_path / "mails"))

    assert status == 0
    names = {path.name for path in (tmp_path / "mails").iterdir()}
    for kind in MailKind:
        for language in LANGUAGES:
            assert {f"{kind.value}.{language}.html", f"{kind.value}.{language}.txt"} <= names | {
                f"account_changed.{language}.html",
                f"account_changed.{language}.txt",
            }
    assert not Company.objects.exists()
    assert not OneTimeCode.objects.exists()
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_the_past_of_the_demo_school_is_mailed_to_nobody() -> None:
    run_command("seed_demo")

    assert not Mail.objects.exists()
