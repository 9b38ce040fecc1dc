"""`migrate` while others migrate, and while requests come in."""

import io
import threading
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import OperationalError, ProgrammingError, connection, transaction
from rest_framework.test import APIRequestFactory

from api.errors import exception_handler
from locations import services
from operations.management.commands import migrate
from tests.parallel import run_in_parallel
from tests.world import World, create_client

ROOM = {"name": "Room 1", "type": "CLASSROOM", "country_id": "AT", "timezone_id": "Europe/Vienna"}


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_second_migrate_waits_for_the_first() -> None:
    output = io.StringIO()
    is_waiting = threading.Event()

    class Output(io.StringIO):
        def write(self, text: str) -> int:
            is_waiting.set()
            return output.write(text)

    def migrate_second() -> None:
        call_command("migrate", verbosity=0, stdout=Output())
        connection.close()

    second = threading.Thread(target=migrate_second)
    with connection.cursor() as cursor:
        assert migrate.try_lock(cursor)
        second.start()
        assert is_waiting.wait(30)
        assert second.is_alive()
        cursor.execute("SELECT pg_advisory_unlock(%s)", [migrate.LOCK])
    second.join(30)

    assert not second.is_alive()
    assert output.getvalue() == "Another migrate is running. Waiting for it.\n"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_migrates_at_the_same_moment_all_succeed() -> None:
    run_in_parallel([lambda: call_command("migrate", verbosity=0)] * 3)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_migration_that_deadlocks_with_a_request_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The request locks the second table first, and then waits for the first one, as the migration has it."""
    first, second, output = "locations_location", "exams_question", io.StringIO()
    attempts, is_locked = [], threading.Barrier(2, timeout=30)

    def migrate_two_tables(*args: Any, **options: Any) -> None:
        attempts.append(1)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {first}")
            if len(attempts) == 1:
                is_locked.wait()
                cursor.execute("SET LOCAL deadlock_timeout = '100ms'")  # so that this side is the victim
            cursor.execute(f"LOCK TABLE {second}")

    def serve_request() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {second} IN ROW EXCLUSIVE MODE")
            is_locked.wait()
            cursor.execute("SET LOCAL deadlock_timeout = '60s'")
            cursor.execute(f"LOCK TABLE {first} IN ROW EXCLUSIVE MODE")

    monkeypatch.setattr(MigrateCommand, "handle", migrate_two_tables)
    run_in_parallel([lambda: call_command("migrate", stdout=output), serve_request])

    assert (len(attempts), output.getvalue()) == (2, "A request was in the way. Trying again.\n")


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_any_other_error_ends_migrate(monkeypatch: pytest.MonkeyPatch) -> None:
    attempts = []

    def fail(*args: Any, **options: Any) -> None:
        attempts.append(1)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(MigrateCommand, "handle", fail)
    with pytest.raises(OperationalError):
        call_command("migrate")
    assert len(attempts) == 1
    connection.close()


@pytest.mark.postgresql
@pytest.mark.parametrize("statement", ["SELECT * FROM not_there_yet", "SELECT not_there_yet FROM django_site_x"])
def test_a_table_that_is_not_there_yet_is_an_outage(world: World, monkeypatch: Any, statement: str) -> None:
    def query(**fields: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    monkeypatch.setattr(services, "edit_location", query)
    response = create_client(world.maria).post("/manager/trainings/locations/edit.json", ROOM)
    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.any_database
def test_a_statement_that_is_wrong_is_a_defect() -> None:
    context = {"request": APIRequestFactory().get("/"), "view": None}
    assert exception_handler(ProgrammingError("syntax error"), context) is None
