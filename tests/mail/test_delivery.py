"""Mails reach a mail server: each once, however it fails (docs/decisions/0017)."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from core.queue.lanes import Outcome
from mail import rendering
from mail.delivery import couriers
from mail.kinds import MailKind
from mail.models import Mail
from mail.services import MailDraft, queue_mail, queue_mails
from tests.mail.mails import queue_one, read_row
from tests.mail.smtp import SmtpServer, deliver_due, run_smtp_server, use_smtp_server
from tests.world import World


def test_a_mail_arrives_with_the_id_of_its_row(world: World, smtp_server: SmtpServer, settings: Any) -> None:
    settings.PUBLIC_URL = "https://training.alpine.example"
    mail = queue_one(world)

    deliver_due()

    assert smtp_server.list_message_ids() == [f"<{mail.pk}@alpine.example>"]
    assert smtp_server.list_recipients() == ["sam@alpine.example"]
    assert read_row(mail) == ("done", 1, "")


def test_a_mail_is_sent_once_however_often_the_worker_runs(world: World, smtp_server: SmtpServer) -> None:
    queue_one(world)

    for _ in range(3):
        deliver_due()

    assert len(smtp_server.messages) == 1


def test_an_act_that_is_rolled_back_sends_nothing(world: World, smtp_server: SmtpServer) -> None:
    with transaction.atomic():
        queue_one(world)
        transaction.set_rollback(True)

    deliver_due()

    assert smtp_server.messages == []


def test_many_mails_go_over_one_connection(world: World, smtp_server: SmtpServer) -> None:
    queue_mails([MailDraft(MailKind.ACCOUNT_CHANGED, world.sam, {"change": "password"}) for _ in range(20)])

    deliver_due()

    assert (len(smtp_server.messages), smtp_server.connections) == (20, 1)


def test_a_connection_is_replaced_before_the_server_counts_too_many(
    world: World, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couriers, "MAILS_PER_CONNECTION", 5)
    queue_mails([MailDraft(MailKind.ACCOUNT_CHANGED, world.sam, {"change": "password"}) for _ in range(12)])

    deliver_due()

    assert (len(smtp_server.messages), smtp_server.connections) == (12, 3)


def test_a_recipient_that_does_not_exist_is_given_up_at_once(world: World, smtp_server: SmtpServer) -> None:
    smtp_server.rcpt_replies["sam@alpine.example"] = "550 No such mailbox"
    mail = queue_one(world)
    other = queue_mail(MailKind.ACCOUNT_CHANGED, world.sue, {"change": "password"})[0]

    deliver_due()

    assert read_row(mail) == ("failed", 1, "550 No such mailbox")
    assert read_row(other)[0] == "done"


def test_a_mailbox_that_is_full_is_tried_again_later(world: World, smtp_server: SmtpServer, frozen_clock: Any) -> None:
    smtp_server.rcpt_replies["sam@alpine.example"] = "452 Mailbox full"
    mail = queue_one(world)
    deliver_due()
    assert read_row(mail)[:2] == ("waiting", 1)
    smtp_server.rcpt_replies.clear()
    deliver_due()
    assert smtp_server.messages == []

    frozen_clock.shift(timedelta(seconds=13))
    deliver_due()

    assert read_row(mail) == ("done", 2, "")
    assert len(smtp_server.messages) == 1


def test_a_mailbox_that_stays_full_is_given_up_after_a_day(
    world: World, smtp_server: SmtpServer, frozen_clock: Any
) -> None:
    smtp_server.rcpt_replies["sam@alpine.example"] = "452 Mailbox full"
    mail = queue_one(world)
    for _ in range(50):
        deliver_due()
        frozen_clock.shift(timedelta(minutes=73))

    status, attempts, text = read_row(mail)
    assert (status, "452" in text) == ("failed", True)
    assert 20 < attempts < 35


@pytest.mark.parametrize("reply", ["554 Looks like spam", "552 Too large"])
def test_a_mail_that_the_server_rejects_is_given_up(world: World, smtp_server: SmtpServer, reply: str) -> None:
    smtp_server.data_reply = reply
    mail = queue_one(world)

    deliver_due()

    assert read_row(mail) == ("failed", 1, reply)


@pytest.mark.parametrize("reply", ["421 Shutting down", "550 We do not know you", "451 Slow down"])
def test_a_server_that_takes_no_mail_costs_no_mail_an_attempt(
    world: World, smtp_server: SmtpServer, frozen_clock: Any, reply: str
) -> None:
    smtp_server.mail_reply = reply
    mails = queue_mails([MailDraft(MailKind.ACCOUNT_CHANGED, world.sam, {"change": "password"}) for _ in range(3)])

    assert deliver_due()["urgent_mail"] is Outcome.AWAY
    assert [read_row(mail)[:2] for mail in mails] == [("waiting", 0)] * 3

    smtp_server.mail_reply = "250 OK"
    frozen_clock.shift(timedelta(minutes=1))
    deliver_due()
    assert len(smtp_server.messages) == 3


def test_a_wrong_password_costs_no_mail_an_attempt(world: World, smtp_server: SmtpServer, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "downwind", "wrong"
    mail = queue_one(world)

    assert deliver_due()["urgent_mail"] is Outcome.AWAY
    assert read_row(mail)[:2] == ("waiting", 0)


def build_plain_message(mail: Mail) -> EmailMultiAlternatives:
    headers = {"Message-ID": f"<{mail.pk}@alpine.example>"}
    return EmailMultiAlternatives("Hello", "", "training@alpine.example", [mail.address], headers=headers)


def test_after_an_hour_without_a_server_all_arrive_the_urgent_first(
    world: World, settings: Any, frozen_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_smtp_server() as gone:
        port = gone.port
    use_smtp_server(settings, port)
    # What the mails say does not matter here.
    monkeypatch.setattr("mail.delivery.couriers.render_mail", build_plain_message)
    kinds = [MailKind.DIGEST, MailKind.INVITATION, MailKind.CLASS_CANCELLED, MailKind.LOGIN_CODE]
    mails = Mail.objects.bulk_create(
        Mail(company=world.alpine, recipient=world.sam, address=f"{kind}@alpine.example", kind=kind)
        for kind in kinds
        for _ in range(5)
    )
    for _ in range(60):
        outcomes = deliver_due()
        assert outcomes["urgent_mail"] is outcomes["mail"] is Outcome.AWAY
        frozen_clock.shift(timedelta(minutes=1))
    assert set(Mail.objects.values_list("status", "attempts")) == {("waiting", 0)}

    with run_smtp_server(port) as server:
        frozen_clock.shift(timedelta(minutes=1))
        deliver_due()

    names = [recipient.partition("@")[0] for recipient in server.list_recipients()]
    assert names == [kind for kind in reversed(kinds) for _ in range(5)]
    assert len(set(server.list_message_ids())) == len(mails)


def test_a_server_that_stays_away_for_a_day_makes_the_queue_give_up(
    world: World, settings: Any, frozen_clock: Any
) -> None:
    with run_smtp_server() as gone:
        port = gone.port
    use_smtp_server(settings, port)
    mails = [queue_one(world) for _ in range(3)]
    frozen_clock.shift(timedelta(hours=23))
    fresh = queue_one(world)
    deliver_due()
    assert {read_row(mail)[0] for mail in mails} == {"waiting"}

    frozen_clock.shift(timedelta(hours=1, seconds=1))
    deliver_due()

    assert {read_row(mail)[0] for mail in mails} == {"failed"}
    assert read_row(fresh)[0] == "waiting"


def test_a_mail_that_is_no_longer_wanted_is_done_and_says_so(
    world: World, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couriers, "render_mail", lambda mail: None)
    mail = queue_one(world)

    deliver_due()

    assert read_row(mail) == ("done", 1, couriers.NOT_WANTED)
    assert smtp_server.messages == []


def test_a_mail_that_cannot_be_rendered_holds_up_no_other(
    world: World, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    render = rendering.render_mail

    def fail_for_sam(mail: Mail) -> Any:
        if mail.recipient == world.sam:
            raise KeyError("change")
        return render(mail)

    monkeypatch.setattr(couriers, "render_mail", fail_for_sam)
    mail = queue_one(world)
    queue_mail(MailKind.ACCOUNT_CHANGED, world.sue, {"change": "password"})

    deliver_due()

    assert read_row(mail) == ("waiting", 1, "KeyError: 'change'")
    assert smtp_server.list_recipients() == ["sue@alpine.example"]


@pytest.mark.parametrize("address", ["jürgen@alpine.example", "sam@münchen.example", "a b@alpine.example"])
def test_an_odd_address_holds_up_no_other(world: World, smtp_server: SmtpServer, address: str) -> None:
    mail = queue_one(world, address=address)
    queue_mail(MailKind.ACCOUNT_CHANGED, world.sue, {"change": "password"})

    deliver_due()

    assert read_row(mail)[0] in {"failed", "done"}
    assert "sue@alpine.example" in smtp_server.list_recipients()


def test_a_reply_with_bytes_that_no_database_takes_is_stored(world: World, smtp_server: SmtpServer) -> None:
    smtp_server.rcpt_replies["sam@alpine.example"] = "550 \x00 nobody " + "x" * 400
    mail = queue_one(world)

    deliver_due()

    assert read_row(mail)[0] == "failed"
