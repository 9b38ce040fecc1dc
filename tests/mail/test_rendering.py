"""`render_mail`: who still gets a mail, its headers and parts, its languages."""

from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import Message
from email.policy import default
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override
from PIL import Image

from mail.contents.registry import WRITERS
from mail.kinds import TOPICS, MailKind, Topic
from mail.languages import choose_language, format_day, format_period
from mail.models import Mail
from mail.rendering import render_mail
from mail.services import queue_mail
from tests.mail.conftest import find_mail, queue, render, set_language
from tests.world import World


def queue_message(world: World, **facts: Any) -> Mail:
    return queue(world.sam, MailKind.MESSAGE, **{"subject": "Hello", "path": "/trainings.json", "sender": "", **facts})


def parse(mail: Mail) -> Any:
    return message_from_bytes(render(mail).message().as_bytes(), policy=default)


def list_types(message: Message) -> list[str]:
    return [part.get_content_type() for part in message.walk()]


def create_picture(size: tuple[int, int], kind: str = "PNG") -> ContentFile[bytes]:
    file = BytesIO()
    Image.new("RGB", size, "#1f5f9e").save(file, kind)
    return ContentFile(file.getvalue(), name=f"logo.{kind.lower()}")


@pytest.mark.parametrize(
    "change", [{"is_active": False}, {"wants_message_alerts": False}, {"email_confirmed_at": None}]
)
def test_who_should_no_longer_get_a_mail_does_not(world: World, change: dict[str, Any]) -> None:
    queue_message(world)
    for name, value in change.items():
        setattr(world.sam, name, value)
    world.sam.save()

    assert render_mail(find_mail(world.sam, MailKind.MESSAGE)) is None


def test_a_deleted_person_gets_no_mail(world: World, frozen_clock: Any) -> None:
    mail = queue(world.sam, MailKind.ACCOUNT_CHANGED, change="password")
    mail.recipient.deleted_at = mail.created_at

    assert render_mail(mail) is None


def test_mails_about_the_account_go_to_people_who_want_no_others(world: World) -> None:
    world.sam.wants_alerts = world.sam.wants_message_alerts = False
    world.sam.email_confirmed_at = None
    world.sam.save()

    message = render(queue(world.sam, MailKind.ACCOUNT_CHANGED, change="two_factor_reset"))

    assert message.subject == "Your second factor has been reset"
    assert "When: Wednesday 18 March 2026, 23:00 NZDT" in message.body
    assert "List-Unsubscribe" not in message.extra_headers


def test_the_school_is_the_name_of_the_sender(world: World) -> None:
    assert render(queue_message(world)).from_email == "Alpine Flight School <training@alpine.example>"


def test_the_headers_say_what_it_is(world: World) -> None:
    mail = queue_message(world)
    message = parse(mail)

    assert message["Message-ID"] == f"<{mail.pk}@alpine.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert message["To"] == "sam@alpine.example"
    assert message["List-Unsubscribe"].strip().startswith("<https://training.alpine.example/account/unsubscribe/")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "name", ["Alpine\r\nBcc: everybody@alpine.example", "Älpine \u2028School", "A" * 200, '"A" <b>']
)
def test_no_name_begins_a_header(world: World, name: str) -> None:
    world.alpine.name = name
    world.alpine.save()
    message = parse(queue_message(world, subject="Hello\nBcc: all@alpine.example"))

    assert message["Bcc"] is None
    assert message["Subject"] == "Hello Bcc: all@alpine.example"
    assert message["From"].addresses[0].addr_spec == "training@alpine.example"


def test_html_shows_hostile_names_as_text(world: World) -> None:
    world.sam.name = "<script>alert(1)</script>"
    world.sam.save()
    message = render(queue_message(world, subject='<img src="x">', sender="</table><b>"))
    page = str(message.alternatives[0][0])

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<img src="x">' not in page
    assert "</table><b>" not in page
    assert "Hello <script>alert(1)</script> Student," in message.body


def test_html_loads_nothing_from_elsewhere(world: World) -> None:
    page = str(render(queue_message(world)).alternatives[0][0])

    assert "src=" not in page
    assert "url(" not in page
    assert "<link" not in page


def test_the_logo_travels_inside_the_html(world: World, tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    world.alpine.logo.save("logo.jpeg", create_picture((3000, 900), "JPEG"))
    message = parse(queue_message(world))

    assert list_types(message) == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
    ]
    picture = list(message.walk())[-1]
    assert picture["Content-ID"] == "<logo>"
    assert Image.open(BytesIO(picture.get_content())).size == (373, 112)
    assert (
        'src="cid:logo"'
        in next(part for part in message.walk() if part.get_content_type() == "text/html").get_content()
    )


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_logo_that_cannot_be_read_is_left_out(world: World, tmp_path: Any, settings: Any, content: bytes) -> None:
    settings.MEDIA_ROOT = tmp_path
    world.alpine.logo.save("logo.png", ContentFile(content))
    if not content:
        world.alpine.logo.storage.delete(str(world.alpine.logo.name))

    assert list_types(parse(queue_message(world))) == ["multipart/alternative", "text/plain", "text/html"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("FR_ca", "fr"),
        ("es", "es"),
        ("en-GB", "en"),
        ("it", "en"),
        ("", "en"),
        ("x", "en"),
    ],
)
def test_the_language_is_the_recipients_or_english(language: str, expected: str) -> None:
    assert choose_language(language) == expected


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("en", "Passed with 80%: Air law"),
        ("de", "Bestanden mit 80 %: Air law"),
        ("es", "Aprobado con 80 %: Air law"),
        ("fr", "Réussi avec 80 % : Air law"),
    ],
)
def test_a_message_is_translated(world: World, language: str, subject: str) -> None:
    set_language(world.sam, language)
    mail = queue_message(world, text="exam_passed", values={"score": "80%", "exam": "Air law"})

    assert render(mail).subject == subject


def test_a_message_without_translation_says_what_it_says_in_the_product(world: World) -> None:
    set_language(world.sam, "de")

    assert render(queue_message(world, subject="100% done")).subject == "100% done"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Wednesday 18 March 2026"),
        ("de", "Mittwoch, 18. März 2026"),
        ("es", "miércoles, 18 de marzo de 2026"),
        ("fr", "mercredi 18 mars 2026"),
    ],
)
def test_days_are_written_as_the_language_does(world: World, language: str, text: str) -> None:
    with override(language):
        assert format_day(date(2026, 3, 18)) == text


def test_a_period_names_its_second_day_and_each_zone() -> None:
    start, end = datetime(2026, 3, 18, 10, 30, tzinfo=UTC), datetime(2026, 3, 18, 11, 30, tzinfo=UTC)
    auckland, sao_paulo = ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Sao_Paulo")

    assert (
        format_period(start, end, auckland)
        == "Wednesday 18 March 2026, 23:30 NZDT – Thursday 19 March 2026, 00:30 NZDT"
    )
    assert format_period(start, end, sao_paulo) == "Wednesday 18 March 2026, 07:30–08:30 UTC-03:00"


def test_nothing_is_queued_without_a_mail_server(world: World, settings: Any) -> None:
    settings.MAIL_ENABLED = False

    assert queue_mail(MailKind.MESSAGE, world.sam, {"subject": "Hello"}) == []


def test_every_kind_has_a_topic_and_a_writer() -> None:
    assert set(WRITERS) == set(TOPICS) == set(MailKind)
    assert set(TOPICS.values()) == set(Topic)
