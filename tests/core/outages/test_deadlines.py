"""A request that has waited for a thread waits for rows only as long as is left of its time."""

import pytest
from django.db import OperationalError, connection, transaction

from core.outages.deadlines import MAX_WAIT_SECONDS, get_seconds_left, limit_waiting
from core.postgresql import base

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def read_lock_timeout() -> str:
    with connection.cursor() as cursor:
        return str(cursor.execute("SHOW lock_timeout").fetchone()[0])


def read_milliseconds() -> int:
    """The limit of each wait for a lock, in a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM current_setting('lock_timeout')::interval) * 1000")
        return int(cursor.fetchone()[0])


def test_who_comes_at_once_has_the_limit_of_the_connection() -> None:
    usual = read_milliseconds()
    with limit_waiting(0.5):
        assert (get_seconds_left(), read_milliseconds()) == (None, usual)


def test_who_has_waited_has_half_of_what_is_left_for_each_of_two_waits() -> None:
    usual = read_lock_timeout()
    with limit_waiting(MAX_WAIT_SECONDS - 3):
        assert [read_milliseconds(), read_milliseconds()] == [1500, 1500]
        assert read_lock_timeout() == usual  # outside of the transactions, and for the next request
    assert read_milliseconds() > 1500


def test_who_has_no_time_left_waits_for_next_to_nothing_but_not_without_a_limit() -> None:
    with limit_waiting(MAX_WAIT_SECONDS + 60):
        assert (get_seconds_left(), read_milliseconds()) == (0, 50)


def test_a_transaction_that_cannot_begin_leaves_a_connection_that_can(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator cancels the statement. What follows, such as giving an idempotency key back, must work."""
    connection.ensure_connection()
    with monkeypatch.context() as patch, limit_waiting(MAX_WAIT_SECONDS - 1):
        patch.setattr(base, "SHORTEN_LOCK_TIMEOUT", "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(1), %s::int")
        with pytest.raises(OperationalError), transaction.atomic():
            raise AssertionError("must not begin")

    assert read_milliseconds() > 1500
    assert connection.get_autocommit()


@pytest.mark.parametrize(("own", "limit"), [("100ms", 100), ("1min", 1000), ("0", 1000)])
def test_the_shorter_limit_is_kept(own: str, limit: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [own])
    try:
        with limit_waiting(MAX_WAIT_SECONDS - 2):
            assert read_milliseconds() == limit
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
