"""A server without DATABASE_REPLICA_URL."""

from collections.abc import Callable

from core.replica.reading import FRESHNESS, read_from_replica
from core.request_context import bind_request
from tests.factories import LocationFactory
from tests.world import World


def test_the_database_is_asked_for_nothing_more(
    world: World, queries_of: Callable[[Callable[[], object]], list[str]]
) -> None:
    people = type(world.maria).objects.filter(company=world.alpine)
    assert len(queries_of(lambda: read_from_replica(people.count, by=world.maria.pk))) == 1
    assert FRESHNESS.thread is None


def test_nobody_notes_who_writes(world: World) -> None:
    with bind_request("1") as context:
        LocationFactory(company=world.alpine)
    assert not context.has_written
