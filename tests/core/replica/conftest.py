"""Alpine in a database of its own with a real standby, to which this process is connected while a test runs."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection, connections, router
from django.db.backends.postgresql.base import DatabaseWrapper

from config.databases import build_databases
from config.environment import Environment
from core.replica import reading
from core.replica.freshness import Freshness
from core.replica.positions import build_freshness
from core.replica.router import ReplicaRouter
from tests.torture.replication import Standby
from tests.torture.services import Cluster, find_program
from tests.world import World

MAX_LAG = configured.REPLICA_MAX_LAG
PATIENCE_SECONDS = 30.0  # until a test gives up; no claim about speed


@dataclass
class Pair:
    """`freshness` is what this process knows of the standby."""

    primary: Cluster
    standby: Standby
    world: World
    freshness: Freshness

    def wait_until(self, is_true: Callable[[], bool]) -> None:
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while not is_true():
            assert time.monotonic() < give_up_at
            time.sleep(0.1)

    def wait_until_used(self) -> None:
        self.wait_until(lambda: self.freshness.is_within(MAX_LAG))

    def ask_standby(self, statement: str) -> Any:
        with connections["replica"].cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]


@pytest.fixture(scope="module")
def primary(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cluster]:
    """A cluster with the tables of the tests' database, and nothing in them."""
    cluster = Cluster()
    try:
        with django_db_blocker.unblock():
            at = connection.settings_dict
        source = ("-h", at["HOST"] or "127.0.0.1", "-p", str(at["PORT"] or 5432), "-U", at["USER"], at["NAME"])
        dump = subprocess.run([find_program("pg_dump"), "-s", "-O", *source], check=True, capture_output=True)
        url = cluster.address.replace("postgres://", "postgresql://")
        subprocess.run([find_program("psql"), "-q", url], input=dump.stdout, check=True, stdout=subprocess.DEVNULL)
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="module")
def standby(primary: Cluster) -> Iterator[Standby]:
    copy = Standby(primary)
    try:
        yield copy
    finally:
        copy.remove()


@pytest.fixture
def pair(
    db: None,
    primary: Cluster,
    standby: Standby,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_db_blocker: Any,
) -> Iterator[Pair]:
    """With `db`, without which no database of tests is made. Its transaction is on the usual connection."""
    monkeypatch.setenv("DATABASE_URL", primary.address)
    monkeypatch.setenv("DATABASE_REPLICA_URL", standby.address)
    monkeypatch.setattr(router, "routers", [ReplicaRouter()])
    settings.MIDDLEWARE = add_writers(settings.MIDDLEWARE)
    monkeypatch.setattr(DatabaseWrapper, "_connection_pools", {})
    freshness = build_freshness()
    monkeypatch.setattr(reading, "FRESHNESS", freshness)
    with django_db_blocker.unblock():
        usual, databases = connections["default"], dict(connections.settings)
        connections.settings.update(connections.configure_settings(build_databases(Environment(), default="")))
        connections["default"] = connections.create_connection("default")
        try:
            yield Pair(primary, standby, find_or_create_world(), freshness)
        finally:
            stop_measuring(freshness)
            close_all()
            connections["default"] = usual
            connections.settings.clear()
            connections.settings.update(databases)


def add_writers(middleware: list[str]) -> list[str]:
    """As config/settings.py does with a standby."""
    place = middleware.index("core.files.storage.UploadCleanupMiddleware")
    return [*middleware[:place], "core.replica.writers.WriterMiddleware", *middleware[place:]]


WORLDS: dict[int, World] = {}


def find_or_create_world() -> World:
    """One for all tests of a module, which share their database."""
    port = int(connection.settings_dict["PORT"])
    if port not in WORLDS:
        WORLDS[port] = World()
    return WORLDS[port]


def stop_measuring(freshness: Freshness) -> None:
    thread = freshness.thread
    freshness.asked_at = float("-inf")
    if thread is not None:
        thread.join(PATIENCE_SECONDS)


def close_all() -> None:
    for alias in ("replica", "default"):
        with suppress(Exception):
            connections[alias].close()
        wrapper: Any = connections[alias]
        wrapper.close_pool()
    del connections["replica"]
