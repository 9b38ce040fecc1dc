"""`/account/unsubscribe/{token}/`: one click in a mail, without logging in (RFC 8058)."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from mail.kinds import MailKind, Topic
from mail.unsubscribing import PREFERENCES, build_unsubscribe_address
from records.models import Event
from tests.mail.conftest import queue, render, set_language
from tests.world import World


def get_path(user: User, topic: Topic = Topic.ALERTS) -> str:
    return build_unsubscribe_address(user.pk, topic).removeprefix("https://training.alpine.example")


def click(path: str) -> Any:
    return Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})


@pytest.mark.parametrize("topic", list(PREFERENCES))
def test_one_click_turns_off_its_topic_alone(world: World, topic: Topic) -> None:
    User.objects.filter(pk=world.sam.pk).update(**dict.fromkeys(PREFERENCES.values(), True))

    assert click(get_path(world.sam, topic)).status_code == 200

    world.sam.refresh_from_db()
    assert {name for name in PREFERENCES.values() if not getattr(world.sam, name)} == {PREFERENCES[topic]}


def test_a_second_click_changes_and_records_nothing(world: World) -> None:
    for _ in range(2):
        assert click(get_path(world.sam)).status_code == 200

    event = Event.objects.get()
    assert (event.action, event.actor_id) == ("user.unsubscribed", world.sam.pk)


def test_opening_the_link_changes_nothing(world: World) -> None:
    response = Client().get(get_path(world.sam))

    assert response.status_code == 200
    assert b"<button" in response.content
    world.sam.refresh_from_db()
    assert world.sam.wants_alerts


def test_the_page_speaks_the_language_of_the_person(world: World) -> None:
    set_language(world.sam, "de-CH")
    page = Client().get(get_path(world.sam)).content.decode()

    assert '<html lang="de">' in page
    assert "E-Mails zu Unterricht, Fristen und Gültigkeit abbestellen" in page
    assert "Erledigt. Alpine Flight School sendet" in click(get_path(world.sam)).content.decode()


def test_the_page_is_kept_by_nobody(world: World) -> None:
    response = Client().get(get_path(world.sam))

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_the_link_of_an_old_mail_still_works(world: World, frozen_clock: Any) -> None:
    path = get_path(world.sam)
    frozen_clock.shift(5 * 365 * 86_400)

    assert click(path).status_code == 200


def test_the_link_of_a_closed_account_still_works(world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(is_active=False)

    assert click(get_path(world.sam)).status_code == 200


def build_wrong_paths(world: World) -> list[str]:
    path = get_path(world.sam)
    return [
        path[:-2] + ("A/" if path[-2] != "A" else "B/"),
        path.replace(path.split("/")[3].split(":")[0], get_path(world.olga).split("/")[3].split(":")[0]),
        "/account/unsubscribe/x/",
        "/account/unsubscribe/:/",
        "/account/unsubscribe/%00/",
        "/account/unsubscribe/" + "A" * 5000 + "/",
        "/account/unsubscribe/Ä:ß/",
    ]


def test_a_wrong_token_is_404(world: World) -> None:
    for path in build_wrong_paths(world):
        assert Client().get(path).status_code == 404, path
        assert click(path).status_code == 404, path
    assert not Event.objects.exists()


def test_the_token_of_a_deleted_person_is_404(world: World) -> None:
    User.objects.filter(pk=world.sam.pk).update(deleted_at="2026-03-01T00:00Z", is_active=False)

    assert click(get_path(world.sam)).status_code == 404


def test_the_header_of_a_mail_is_what_turns_it_off(world: World) -> None:
    mail = queue(world.sam, MailKind.MESSAGE, subject="Hello", path="", sender="")
    address = render(mail).extra_headers["List-Unsubscribe"].strip("<>")

    assert click(address.removeprefix("https://training.alpine.example")).status_code == 200
    world.sam.refresh_from_db()
    assert not world.sam.wants_message_alerts


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(world: World, method: str) -> None:
    assert getattr(Client(), method)(get_path(world.sam)).status_code == 405
