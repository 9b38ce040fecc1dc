"""What breaks. Each scenario takes the school, breaks something for some seconds, and leaves it as it was."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

from tests.torture.replication import Pair
from tests.torture.school import School

Scenario = Callable[[School, float], None]
SCENARIOS: dict[str, Scenario] = {}
STANDBY_TAKES_OVER = "the machine of the database is lost, and its standby is promoted"  # needs a pair

END_CONNECTIONS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"""
LOCKED_ROWS = "SELECT 1 FROM records_head FOR UPDATE"


class NotPossible(Exception):
    """The machine does not allow a scenario; the text says what it needs."""


def scenario(name: str) -> Callable[[Scenario], Scenario]:
    def register(function: Scenario) -> Scenario:
        SCENARIOS[name] = function
        return function

    return register


@scenario("nothing breaks")
def run_undisturbed(school: School, seconds: float) -> None:
    time.sleep(seconds)


@scenario("a worker is killed every second")
def kill_workers(school: School, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(ProcessLookupError, IndexError):
            os.kill(random.choice(school.list_workers()), signal.SIGKILL)
        time.sleep(1.0)


@scenario("the master is killed and started again")
def kill_master(school: School, seconds: float) -> None:
    workers = school.list_workers()
    school.process.kill()
    school.process.wait()
    for worker in workers:  # they notice that their master is gone, and leave by themselves
        while os.path.exists(f"/proc/{worker}"):
            time.sleep(0.05)
    school.start()
    time.sleep(seconds / 2)


@scenario("connections to the database are cut every 200 ms")
def cut_connections(school: School, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(psycopg.Error):
            school.query(END_CONNECTIONS)
        time.sleep(0.2)


@scenario("the database crashes and comes back")
def crash_database(school: School, seconds: float) -> None:
    for _ in range(2):
        time.sleep(seconds / 4)
        school.cluster.crash()
        time.sleep(1.0)
        school.cluster.start()


@scenario("the database is away")
def stop_database(school: School, seconds: float) -> None:
    school.cluster.stop()
    time.sleep(seconds)
    school.cluster.start()


@scenario("the database hangs")
def hang_database(school: School, seconds: float) -> None:
    school.cluster.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    school.cluster.send_signal(signal.SIGCONT)


@scenario("another transaction holds the ledger")
def hold_ledger(school: School, seconds: float) -> None:
    with psycopg.connect(school.cluster.address.replace("postgres://", "postgresql://")) as connection:
        connection.execute(LOCKED_ROWS)
        time.sleep(seconds)


@scenario("Redis hangs")
def hang_redis(school: School, seconds: float) -> None:
    school.redis.process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    school.redis.process.send_signal(signal.SIGCONT)


@scenario("Redis is away")
def stop_redis(school: School, seconds: float) -> None:
    school.redis.stop()
    time.sleep(seconds)
    school.redis.start()


@scenario("the server reloads again and again")
def reload_server(school: School, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        school.process.send_signal(signal.SIGHUP)
        time.sleep(seconds / 3)


@scenario("the server stops in order and starts again")
def restart_server(school: School, seconds: float) -> None:
    time.sleep(seconds / 3)
    school.stop()
    school.start()
    time.sleep(seconds / 3)


def lose_primary(school: School, seconds: float) -> None:
    """For good: the rest of the run is on what was the standby."""
    assert isinstance(school.cluster, Pair)
    time.sleep(seconds / 3)
    school.cluster.kill_primary()
    time.sleep(seconds / 3)
    school.cluster.standby.promote()
