"""What the tests of mail share: a real SMTP server, the mails in the queue, and how they read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from mail.kinds import MailKind
from mail.messages import MailMessage
from mail.models import Mail
from mail.rendering import render_mail
from mail.services import queue_mail
from tests.mail.smtp import SmtpServer, run_smtp_server, use_smtp_server
from tests.onsite.conftest import GroundSchool, create_ground_school
from tests.world import World


@pytest.fixture(autouse=True)
def queue_dir(settings: Any, tmp_path: Path) -> Path:
    settings.QUEUE_DIR = tmp_path / "queue"
    return tmp_path / "queue"


@pytest.fixture
def smtp_server(settings: Any) -> Iterator[SmtpServer]:
    """Receives the mails of the test."""
    with run_smtp_server() as server:
        use_smtp_server(settings, server.port)
        yield server


@pytest.fixture(autouse=True)
def public_address(settings: Any) -> None:
    settings.PUBLIC_URL = "https://training.alpine.example"
    settings.CLIENT_URL = "https://app.alpine.example"
    settings.DEFAULT_FROM_EMAIL = "Training <training@alpine.example>"


@pytest.fixture
def ground_school(world: World) -> GroundSchool:
    return create_ground_school(world)


def list_mails(*kinds: MailKind) -> list[tuple[str, str]]:
    """The kind and the address of every mail, or of those of these kinds."""
    rows = Mail.objects.filter(kind__in=kinds) if kinds else Mail.objects.all()
    return sorted(rows.values_list("kind", "address"))


def list_recipients(kind: MailKind) -> list[str]:
    return [address.partition("@")[0] for _kind, address in list_mails(kind)]


def find_mail(user: User, kind: MailKind) -> Mail:
    return Mail.objects.select_related("company", "recipient").get(recipient=user, kind=kind)


def render(mail: Mail) -> MailMessage:
    message = render_mail(mail)
    assert isinstance(message, MailMessage)
    return message


def read(user: User, kind: MailKind) -> str:
    """The subject and the text of the one mail of this kind to the user."""
    message = render(find_mail(user, kind))
    return f"{message.subject}\n{message.body}"


def queue(user: User, kind: MailKind, **facts: Any) -> Mail:
    queue_mail(kind, user, facts)
    return find_mail(user, kind)


def set_language(user: User, language: str) -> User:
    user.language = language
    user.save()
    return user
