"""An `Idempotency-Key` whose request was lost: its connection to the database, or the process that handled it."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from api.middleware import idempotency
from locations import services
from locations.models import Location
from tests.api.middleware.test_idempotency import post
from tests.world import World, create_client


@pytest.mark.django_db(transaction=True)
def test_a_connection_lost_at_commit_leaves_the_key_free(monkeypatch: Any) -> None:
    """The client gets 503 and sends the request again at once, which then succeeds."""
    world = World()
    maria = create_client(world.maria)
    wrapper_class: Any = type(connections["default"])
    commit = wrapper_class._commit

    def lose_connection(wrapper: Any) -> None:
        if Location.objects.exists():  # the transaction of the request, not that of the claim
            wrapper.close()
            raise OperationalError("the connection is lost")
        commit(wrapper)

    with monkeypatch.context() as patched:
        patched.setattr(wrapper_class, "_commit", lose_connection)
        assert post(maria, "a-1").status_code == 503

    assert not Location.objects.exists()
    assert post(maria, "a-1").status_code == 200
    assert Location.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_response_that_was_committed_after_all_is_given_to_the_retry(monkeypatch: Any) -> None:
    """The connection is lost after the database has committed, and before it said so."""
    world = World()
    maria = create_client(world.maria)
    wrapper_class: Any = type(connections["default"])
    commit = wrapper_class._commit

    def lose_answer(wrapper: Any) -> None:
        is_last = Location.objects.exists()
        commit(wrapper)
        if is_last:
            raise OperationalError("the connection is lost")

    with monkeypatch.context() as patched:
        patched.setattr(wrapper_class, "_commit", lose_answer)
        assert post(maria, "a-1").status_code == 503

    assert post(maria, "a-1")["Idempotency-Replayed"] == "true"
    assert Location.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_retry_takes_over_from_a_process_that_died_within_seconds(frozen_clock: Any, monkeypatch: Any) -> None:
    world = World()
    maria = create_client(world.maria)
    inside, go_on = threading.Event(), threading.Event()
    edit = services.edit_location

    def die_slowly(**fields: Any) -> Any:
        inside.set()
        assert go_on.wait(20)
        connection.close()
        raise OperationalError("the process was killed")

    def first() -> int:
        try:
            return int(post(create_client(world.maria), "a-1").status_code)
        finally:
            connection.close()

    monkeypatch.setattr(services, "edit_location", die_slowly)
    monkeypatch.setattr(idempotency, "release_claim", lambda record: None)  # a dead process releases nothing
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(first)
        assert inside.wait(20)
        frozen_clock.shift(2 * idempotency.CLAIM_GRACE)
        at_work = post(maria, "a-1").status_code
        go_on.set()
        assert running.result() == 503
    monkeypatch.setattr(services, "edit_location", edit)

    assert at_work == 409
    assert post(maria, "a-1").status_code == 200
    assert Location.objects.count() == 1
