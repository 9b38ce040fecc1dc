"""`manage.py clean_up` deletes expired data and nothing else."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.idempotency_records import IdempotencyRecord
from accounts.models import AdminSession, Login, LoginAttemptLog, OneTimeCode, Token
from accounts.one_time_codes import issue_code
from accounts.sign_in import login_attempts
from accounts.sign_in.clients import ClientInfo
from accounts.sign_in.sessions import record_login
from mail.kinds import MailKind
from mail.models import Mail
from mail.services import queue_mail
from records.models import Event
from tests.office.browser import open_browser
from tests.world import World, create_api_client, create_client


def run_clean_up(*options: str) -> dict[str, int]:
    out = StringIO()
    call_command("clean_up", "--json", *options, stdout=out)
    counts: dict[str, int] = json.loads(out.getvalue())
    assert counts.pop("dry_run") == ("--dry-run" in options)
    return counts


def create_rows_that_expire(world: World) -> None:
    create_client(world.sam)
    create_api_client(world.sam)
    login_attempts.reserve_attempt("login:sam", 5)
    IdempotencyRecord.objects.create(user=world.sam, key="k", request_digest="d")


def test_what_is_fresh_stays(world: World) -> None:
    create_rows_that_expire(world)

    assert set(run_clean_up().values()) == {0}
    assert (IdempotencyRecord.objects.count(), Token.objects.count(), LoginAttemptLog.objects.count()) == (1, 2, 1)


def test_what_is_old_goes_but_api_keys_and_records_stay(world: World, frozen_clock: Any) -> None:
    create_rows_that_expire(world)
    Token.objects.update(revoked_at=timezone.now())
    events = Event.objects.count()
    frozen_clock.shift(timedelta(days=31))

    preview = run_clean_up("--dry-run")
    assert Token.objects.count() == 2
    assert (
        preview
        == run_clean_up()
        == {
            "kept_answers": 1,
            "ended_sessions_of_the_API": 1,
            "ended_sessions_of_the_admin": 0,
            "counted_guesses": 1,
            "mails": 0,
            "one_time_codes": 0,
            "logins": 0,
            "webhook_deliveries": 0,
            "background_jobs": 0,
            "sessions_of_inspectors": 0,
            "abandoned_uploads": 0,
            "merged_counts": 0,
        }
    )
    assert list(Token.objects.values_list("kind", flat=True)) == ["api_key"]
    assert events == Event.objects.count() > 0


@pytest.mark.parametrize(("days", "left"), [(30, (2, 1, 1)), (31, (2, 0, 1)), (91, (1, 0, 1)), (366, (1, 0, 0))])
def test_mails_codes_and_logins_go_in_their_time_and_a_waiting_mail_never(
    world: World, frozen_clock: Any, days: int, left: tuple[int, int, int]
) -> None:
    done, _waiting = (queue_mail(MailKind.RECOVERY, world.sam, {})[0] for _ in range(2))
    Mail.objects.filter(pk=done.pk).update(status="done", finished_at=timezone.now())
    issue_code(world.sam, OneTimeCode.Purpose.LOGIN)
    record_login(world.sam, ClientInfo(address="192.0.2.1"))
    frozen_clock.shift(timedelta(days=days))

    run_clean_up()

    assert (Mail.objects.count(), OneTimeCode.objects.count(), Login.objects.count()) == left


def test_attempts_within_the_window_still_count_after_cleaning(world: World, frozen_clock: Any) -> None:
    create_rows_that_expire(world)
    frozen_clock.shift(timedelta(days=1))
    run_clean_up()
    assert LoginAttemptLog.objects.exists()
    frozen_clock.shift(timedelta(seconds=1))
    run_clean_up()

    assert not LoginAttemptLog.objects.exists()
    assert login_attempts.reserve_attempt("login:sam", 1) > 0


def test_sessions_of_the_admin_go_once_they_have_ended(world: World, frozen_clock: Any) -> None:
    browser = open_browser(world.maria)
    frozen_clock.shift(timedelta(hours=11))
    assert run_clean_up()["ended_sessions_of_the_admin"] == 0
    assert browser.get("/admin/").status_code == 200
    frozen_clock.shift(timedelta(hours=2))

    assert run_clean_up()["ended_sessions_of_the_admin"] == 1
    assert not AdminSession.objects.exists()
