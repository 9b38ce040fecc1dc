"""A short run of `make torture` for every change: the faults that once cost a client its answer."""

from collections.abc import Iterator

import pytest

from tests.torture.__main__ import Result, run_scenario
from tests.torture.replication import Pair
from tests.torture.scenarios import SCENARIOS, STANDBY_TAKES_OVER, lose_primary, run_undisturbed
from tests.torture.school import School, serve_school
from tests.torture.services import find_missing_programs

pytestmark = pytest.mark.postgresql

SECONDS = 3.0


@pytest.fixture(scope="module")
def school() -> Iterator[School]:
    skip_without_programs()
    with serve_school() as served:
        yield served


def skip_without_programs() -> None:
    if missing := find_missing_programs():
        pytest.skip(missing)


@pytest.mark.parametrize(
    "name", ["connections to the database are cut every 200 ms", "the database crashes and comes back"]
)
def test_nothing_that_was_acknowledged_is_lost_or_doubled(school: School, name: str) -> None:
    result = run_scenario(school, name, SCENARIOS[name], SECONDS)

    assert result.outcome.acknowledged
    assert list_violations(result) == []


def test_a_server_with_two_hosts_goes_on_by_itself_when_the_standby_is_promoted() -> None:
    skip_without_programs()
    with serve_school(build_cluster=Pair) as school:
        assert isinstance(school.cluster, Pair)
        standby = school.cluster.standby
        result = run_scenario(school, STANDBY_TAKES_OVER, lose_primary, SECONDS)
        afterwards = run_scenario(school, "nothing breaks", run_undisturbed, SECONDS)

        assert result.outcome.acknowledged
        assert list_violations(result) == []
        assert afterwards.outcome.acknowledged
        assert school.query("SHOW port") == [(str(standby.port),)]


def list_violations(result: Result) -> list[str]:
    """On a machine that runs other tests too, half a minute may not be enough for a client: that is no loss."""
    return [text for text in result.violations if not text.endswith("gave up")]
