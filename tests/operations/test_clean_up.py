"""`manage.py clean_up` deletes expired data and nothing else."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from accounts.idempotency_records import IdempotencyRecord
from accounts.models import LoginAttemptLog, Token
from accounts.sign_in import login_attempts
from records.models import Event
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
            "abandoned_uploads": 0,
        }
    )
    assert list(Token.objects.values_list("kind", flat=True)) == ["api_key"]
    assert events == Event.objects.count() > 0


def test_attempts_within_the_window_still_count_after_cleaning(world: World, frozen_clock: Any) -> None:
    create_rows_that_expire(world)
    frozen_clock.shift(timedelta(days=1))
    run_clean_up()
    assert LoginAttemptLog.objects.exists()
    frozen_clock.shift(timedelta(seconds=1))
    run_clean_up()

    assert not LoginAttemptLog.objects.exists()
    assert login_attempts.reserve_attempt("login:sam", 1) > 0
