"""The moments of a ledger: of one clock, however many processes write, and never going back."""

import importlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone

from core.clock import read_database_clock
from records.models import Event, Head
from records.services import EventDraft, record_events
from records.signing import revoke_signature, sign_object
from records.verification.run import verify_company
from tests.demo_server import ROOT
from tests.parallel import run_in_parallel
from tests.world import World

SKEW = timedelta(minutes=10)
PATIENCE = 60.0  # seconds until a test gives up; no claim about speed
# Not pg_stat_activity, which stays the same throughout a transaction.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid"

# Records an event for each line that it reads, by a clock that is wrong, and says what its clock shows.
WRITER = """
import sys
from datetime import timedelta
import django, time_machine
django.setup()
from django.utils import timezone
from accounts.models import User
from records.services import EventDraft, record_events

user = User.objects.get(pk=sys.argv[1])
with time_machine.travel(timezone.now() + timedelta(seconds=float(sys.argv[2]))):
    for line in sys.stdin:
        record_events(EventDraft("thing.noted", user), company_id=user.company_id, by=None)
        print(timezone.now().isoformat(), flush=True)
"""


def record_note(world: World) -> Event:
    (event,) = record_events(EventDraft("thing.noted", world.sam), company_id=world.alpine.pk, by=None)
    return event


def list_moments(world: World) -> list[datetime]:
    return list(Event.objects.filter(company=world.alpine).order_by("seq").values_list("at", flat=True))


@contextmanager
def run_writer(world: World, skew: timedelta) -> Iterator["subprocess.Popen[str]"]:
    database = connection.settings_dict
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    address = f"postgres://{login}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
    command = [sys.executable, "-c", WRITER, str(world.sam.pk), str(skew.total_seconds())]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": address}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(60) == 0


def write_event(process: "subprocess.Popen[str]") -> datetime:
    """Lets the process record an event, and returns what its clock shows."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return datetime.fromisoformat(process.stdout.readline().strip())


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_processes_whose_clocks_differ_write_one_history(database_clock: datetime) -> None:
    world = World()
    with ExitStack() as stack:
        writers = [stack.enter_context(run_writer(world, skew)) for skew in (SKEW / 2, -SKEW / 2)]
        shown = [write_event(writers[turn % 2]) for turn in range(10)]
    over = read_database_clock()

    assert all(fast - slow > SKEW / 2 for fast, slow in zip(shown[::2], shown[1::2], strict=True))
    moments = list_moments(world)
    assert len(moments) == 10
    assert moments == sorted(moments)
    assert database_clock <= moments[0] < moments[-1] <= over
    assert verify_company(world.alpine).findings == []


def wait_until_another_waits(cursor: Any) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while time.monotonic() < give_up_at:
        cursor.execute(WAITING)
        if cursor.fetchone()[0]:
            return
        time.sleep(0.01)
    raise AssertionError("Nobody waits.")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_the_wait_for_the_ledger_counts_also_when_the_other_act_is_rolled_back(database_clock: datetime) -> None:
    world = World()
    record_note(world)
    released: list[datetime] = []
    is_held = threading.Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            record_note(world)
            is_held.set()
            wait_until_another_waits(cursor)
            released.append(read_database_clock())
            transaction.set_rollback(True)

    def write() -> None:
        assert is_held.wait(20)
        record_note(world)

    run_in_parallel([hold, write])

    assert list_moments(world)[1] >= released[0]


def test_a_clock_that_is_put_back_takes_no_moment_back(world: World, frozen_clock: Any) -> None:
    before = record_note(world).at
    frozen_clock.shift(-SKEW)
    during = [record_note(world).at for _ in range(2)]
    frozen_clock.shift(2 * SKEW)

    assert during == [before, before]
    assert record_note(world).at == before + SKEW
    assert verify_company(world.alpine).findings == []


@pytest.mark.postgresql
def test_a_signature_and_its_revocation_agree_with_their_events(world: World, database_clock: datetime) -> None:
    with time_machine.travel(database_clock - SKEW), transaction.atomic():
        signature, added = sign_object(
            obj=world.tom, company_id=world.alpine.pk, meaning="Read.", content={"text": "Rules"}, by=world.ines
        )
        record_events(added, company_id=world.alpine.pk, by=world.ines)
        revoked = revoke_signature(obj=world.tom, company_id=world.alpine.pk, reason="Wrong", by=world.ines)
        record_events(revoked, company_id=world.alpine.pk, by=world.ines)
        assert timezone.now() < database_clock

    signed_at, revoked_at = list_moments(world)
    assert timedelta() <= signed_at - signature.signed_at < timedelta(minutes=1)
    assert timedelta() <= revoked_at - signature.revocation.revoked_at < timedelta(minutes=1)
    assert database_clock <= signature.signed_at


def test_the_moment_of_the_head_cannot_be_moved_unnoticed(world: World) -> None:
    record_note(world)
    Head.objects.update(at=timezone.now() + timedelta(days=365))

    (finding,) = verify_company(world.alpine).findings
    assert "names another moment" in str(finding)


def test_the_upgrade_gives_heads_the_moment_of_their_last_event(world: World, frozen_clock: Any) -> None:
    record_note(world)
    frozen_clock.shift(SKEW)
    last = record_note(world)
    Head.objects.update(at=None)

    importlib.import_module("records.migrations.0009_head_keeps_the_moment").copy_moments(apps, None)

    assert Head.objects.get(company=world.alpine).at == last.at
    assert verify_company(world.alpine).findings == []
