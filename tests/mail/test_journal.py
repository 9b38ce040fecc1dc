"""The journal of accepted mails: what it knows is not sent again (docs/decisions/0017)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mail.delivery import journal
from mail.models import Mail
from tests.mail.mails import queue_one, read_row
from tests.mail.smtp import SmtpServer, deliver_due
from tests.world import World


def test_the_journal_keeps_an_accepted_mail_from_being_sent_again(
    world: World, smtp_server: SmtpServer, frozen_clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The state after a kill between the journal and the commit."""
    mail = queue_one(world)
    deliver_due()
    Mail.objects.update(status="waiting", finished_at=None)

    deliver_due()

    assert read_row(mail)[:2] == ("done", 1)
    assert len(smtp_server.messages) == 1


def test_a_journal_that_cannot_be_written_sends_nothing_twice(
    world: World, smtp_server: SmtpServer, queue_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    def fail(mail_id: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "record_acceptance", fail)
    mail = queue_one(world)

    deliver_due()

    assert read_row(mail)[0] == "done"
    assert "No space left" in caplog.text


def test_a_journal_damaged_by_a_power_failure_is_still_read(
    world: World, smtp_server: SmtpServer, queue_dir: Path
) -> None:
    mail = queue_one(world)
    deliver_due()
    Mail.objects.update(status="waiting", finished_at=None)
    file = next(queue_dir.glob("mail-*.journal"))
    file.write_bytes(b"\xff\x00\x00half\n" + file.read_bytes())

    deliver_due()

    assert read_row(mail)[0] == "done"
    assert len(smtp_server.messages) == 1


def test_old_journals_are_deleted(world: World, smtp_server: SmtpServer, queue_dir: Path, frozen_clock: Any) -> None:
    queue_one(world)
    deliver_due()
    assert [file.name for file in queue_dir.glob("*.journal")] == ["mail-2026-03-18.journal"]

    frozen_clock.shift(timedelta(days=3))
    deliver_due()

    assert list(queue_dir.glob("*.journal")) == []
