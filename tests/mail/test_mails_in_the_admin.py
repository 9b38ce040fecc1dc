"""Managers see which mails of their school arrived, never what they say, and send again what was given up."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mail.delivery.resending import send_again
from mail.kinds import MailKind
from mail.models import Mail
from tests.office.browser import Browser, open_browser
from tests.world import World

LIST = "/admin/mail/mail/"


def create_mail(world: World, **values: Any) -> Mail:
    fields = {"company": world.alpine, "recipient": world.sam, "address": "old@alpine.example", "kind": "message"}
    return Mail.objects.create(**(fields | values))


def give_up(world: World, **values: Any) -> Mail:
    return create_mail(world, status="failed", attempts=3, last_error="550 no", finished_at=timezone.now(), **values)


def press_send_again(browser: Browser, *mails: Mail) -> Any:
    data = {"action": "send_again", "_selected_action": [str(mail.pk) for mail in mails]}
    return browser.post(LIST, data, follow=True)


@pytest.fixture
def browser(world: World) -> Browser:
    return open_browser(world.maria)


def test_the_list_shows_the_own_school_and_no_content(browser: Browser, world: World) -> None:
    mail = create_mail(world, facts={"subject": "Top secret"})
    create_mail(world, company=world.baltic, recipient=world.olga, address="olga@baltic.example")

    for address in (LIST, f"{LIST}{mail.pk}/change/"):
        text = browser.get(address).content.decode()
        assert "old@alpine.example" in text
        assert "Top secret" not in text
        assert "olga" not in text


@pytest.mark.parametrize(("status", "is_tried_again"), [("waiting", True), ("done", False), ("failed", False)])
def test_only_a_waiting_mail_has_a_next_attempt(
    browser: Browser, world: World, status: str, is_tried_again: bool
) -> None:
    mail = create_mail(world, status=status, due_at=datetime(2031, 5, 4, 10, tzinfo=UTC))

    text = browser.get(f"{LIST}{mail.pk}/change/").content.decode()

    assert ("4 May 2031" in text) is is_tried_again


def test_what_a_mail_says_is_no_filter_either(browser: Browser, world: World) -> None:
    create_mail(world, facts={"code": "1"})

    assert browser.get(LIST, {"facts__code": "1"}).status_code == 400


def test_another_schools_mail_is_not_there(browser: Browser, world: World) -> None:
    mail = give_up(world, company=world.baltic, recipient=world.olga)

    assert browser.get(f"{LIST}{mail.pk}/change/").status_code in {302, 404}
    press_send_again(browser, mail)
    mail.refresh_from_db()
    assert mail.status == "failed"


def test_a_mail_is_neither_added_changed_nor_deleted(browser: Browser, world: World) -> None:
    mail = create_mail(world)

    assert browser.get(f"{LIST}add/").status_code == 403
    assert browser.post(f"{LIST}{mail.pk}/change/", {"address": "x@x.example"}).status_code == 403
    assert browser.post(f"{LIST}{mail.pk}/delete/", {"post": "yes"}).status_code == 403


def test_send_again_queues_what_was_given_up_to_the_present_address(browser: Browser, world: World) -> None:
    mail = give_up(world, created_at=timezone.now() - timedelta(days=5))

    response = press_send_again(browser, mail)

    mail.refresh_from_db()
    assert "1 mail queued again." in response.content.decode()
    assert (mail.status, mail.address, mail.attempts, mail.last_error) == ("waiting", "sam@alpine.example", 0, "")
    assert mail.created_at == mail.due_at == timezone.now()


def test_send_again_leaves_the_address_of_account_mails(world: World) -> None:
    """A confirmation is for the address that it confirms; a code was made for the one it was sent to."""
    mails = [give_up(world, kind=kind) for kind in (MailKind.CONFIRMATION, MailKind.RECOVERY)]

    send_again(mails)

    assert set(Mail.objects.values_list("address", flat=True)) == {"old@alpine.example"}


@pytest.mark.parametrize("status", ["waiting", "done"])
def test_send_again_leaves_other_mails_alone(browser: Browser, world: World, status: str) -> None:
    mail = create_mail(world, status=status)

    response = press_send_again(browser, mail)

    assert "0 mails queued again." in response.content.decode()
    mail.refresh_from_db()
    assert mail.status == status


def test_an_instructor_gets_no_list(world: World) -> None:
    assert open_browser(world.ines).get(LIST).status_code in {302, 403}


def test_the_overview_warns_of_mails_given_up_for_two_weeks(browser: Browser, world: World, frozen_clock: Any) -> None:
    assert "Mails given up" not in browser.get("/admin/").content.decode()
    give_up(world)
    give_up(world, company=world.baltic, recipient=world.olga)

    cards = {card.title: card for card in browser.get("/admin/").context["cards"]}
    assert (cards["Mails given up"].figure.value, cards["Mails given up"].needs_attention) == (1, True)
    assert browser.get(cards["Mails given up"].figure.link).context["cl"].result_count == 1
    Mail.objects.update(finished_at=timezone.now() - timedelta(days=15))

    assert "Mails given up" not in browser.get("/admin/").content.decode()


def test_the_list_costs_the_same_with_thirty_rows(browser: Browser, world: World, queries_of: Any) -> None:
    create_mail(world)
    browser.get(LIST)
    few = queries_of(lambda: browser.get(LIST))
    for _ in range(29):
        create_mail(world)

    assert len(queries_of(lambda: browser.get(LIST))) == len(few)
