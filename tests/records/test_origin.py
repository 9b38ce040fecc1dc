"""The origin of an event: a session, a key, the admin, a command, cron or the server itself."""

from typing import Any

import pytest

from core.origin import Channel, Origin, detect_command_origin, get_origin, use_origin
from records.models import Event
from records.services import EventDraft, record_events
from records.verification.run import verify_company
from tests.operations.terminal import run_command
from tests.world import World, create_api_client, create_client

CREATE = ("create_company", "Cirrus Academy", "--timezone", "Europe/Vienna")


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "downwind")
    for name in ("DOWNWIND_RUN_BY", "SUDO_USER"):
        monkeypatch.delenv(name, raising=False)


def read_origin() -> tuple[Any, str, str]:
    event = Event.objects.get()
    return event.actor, event.actor_kind, event.actor_name


def test_a_command_is_on_record_with_the_account_that_ran_it(db: None, at_a_terminal: None) -> None:
    run_command(*CREATE)
    assert read_origin() == (None, "command", "downwind")
    assert run_command("verify_records")[0] == 0


def test_a_person_who_came_by_sudo_is_named(db: None, at_a_terminal: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "maria")
    run_command(*CREATE)
    assert read_origin() == (None, "command", "maria as downwind")


def test_the_same_command_run_by_the_clock_says_so(
    db: None, at_a_terminal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOWNWIND_RUN_BY", "cron")
    run_command(*CREATE)
    assert read_origin() == (None, "cron", "downwind")


def test_an_account_without_a_name_is_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("getpwuid(): uid not found: 10001")

    monkeypatch.setattr("getpass.getuser", nameless)
    monkeypatch.setattr("os.getuid", lambda: 10001)
    assert detect_command_origin({}) == Origin(Channel.COMMAND, "uid 10001")


def test_what_a_request_does_in_nobodys_name_the_server_does_of_itself(world: World) -> None:
    with use_origin(Channel.SESSION):
        record_events(EventDraft("thing.noted", world.sam), company_id=world.alpine.pk, by=None)
    assert read_origin() == (None, "server", "")


def test_one_request_does_not_inherit_the_way_of_the_one_before(world: World) -> None:
    address = "/trainings/trainings/calendar_feed.json"
    assert create_api_client(world.maria).post(address).status_code == 403
    assert get_origin() == Origin(Channel.SERVER)
    assert create_client(world.maria).post(address).status_code == 200
    assert Event.objects.get(action="feed.issued").actor_kind == "session"


def test_events_of_before_keep_verifying(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The channel used to be free text; any value that was sealed stays valid."""
    with use_origin(Channel.COMMAND):
        record_events(EventDraft("thing.noted", world.sam), company_id=world.alpine.pk, by=world.maria)
    assert Event.objects.get().actor_kind == "command"
    assert verify_company(world.alpine).findings == []
