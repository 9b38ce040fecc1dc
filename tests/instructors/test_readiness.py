"""What an inspector would find: classes and flights of an instructor whose papers had expired on that day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from evidence.readiness.rules import RULES
from tests import factories as make
from tests.instructors.papers import add_paper
from tests.world import World

CLASSES, FLIGHTS = "classes_signed_with_expired_papers", "flights_with_expired_papers"


def find(world: World, rule: str) -> list[Any]:
    return list(RULES[rule].check(world.alpine, timezone.now()))


def hold(world: World, starts_at: datetime, **fields: Any) -> Any:
    values = {"signed_at": timezone.now(), "teacher": world.ines, **fields}
    return make.ClassSessionFactory(subject__training__company=world.alpine, starts_at=starts_at, **values)


def test_the_day_of_the_class_is_that_of_the_school(world: World) -> None:
    """Midnight between the 10th and the 11th of March is at 11:00 UTC in Auckland."""
    add_paper(world, world.ines, date(2026, 3, 10))
    hold(world, datetime(2026, 3, 10, 10, 59, tzinfo=UTC))
    late = hold(world, datetime(2026, 3, 10, 11, tzinfo=UTC))
    hold(world, datetime(2026, 3, 11, 12, tzinfo=UTC), signed_at=None)
    hold(world, datetime(2026, 3, 11, 12, tzinfo=UTC), teacher=world.tom)

    assert find(world, CLASSES) == [late]


def test_what_was_held_before_the_renewal_stays_a_lapse(world: World) -> None:
    add_paper(world, world.ines, date(2026, 3, 1))
    add_paper(world, world.ines, date(2027, 3, 1), issued_on=date(2026, 3, 8))
    between = hold(world, datetime(2026, 3, 6, 12, tzinfo=UTC))
    hold(world, datetime(2026, 3, 8, 12, tzinfo=UTC))

    assert find(world, CLASSES) == [between]


@pytest.mark.parametrize(("flown_on", "lapses"), [(date(2026, 3, 10), 0), (date(2026, 3, 11), 1)])
def test_flights_are_found_by_their_day(world: World, flown_on: date, lapses: int) -> None:
    add_paper(world, world.ines, date(2026, 3, 10))
    training = make.TrainingFactory(company=world.alpine, has_flights=True)
    mission = make.FlightTemplateFactory(training=training)
    enrollment = make.EnrollmentFactory(training=training, user=world.sam)
    for instructor in (world.ines, world.tom, None):
        make.FlightRecordFactory(enrollment=enrollment, template=mission, instructor=instructor, flown_on=flown_on)

    assert [row.instructor for row in find(world, FLIGHTS)] == [world.ines] * lapses


def test_other_schools_have_nothing_to_do_with_it(world: World) -> None:
    add_paper(world, world.ines, date(2026, 3, 1))
    hold(world, datetime(2026, 3, 6, 12, tzinfo=UTC))

    assert list(RULES[CLASSES].check(world.baltic, timezone.now())) == []


def test_thirty_cost_what_one_costs(world: World, queries_of: Any) -> None:
    add_paper(world, world.ines, date(2026, 3, 1))
    hold(world, datetime(2026, 3, 6, 12, tzinfo=UTC))
    few = len(queries_of(lambda: find(world, CLASSES)))
    for _ in range(30):
        hold(world, datetime(2026, 3, 6, 12, tzinfo=UTC))

    assert len(queries_of(lambda: find(world, CLASSES))) == few == 1
