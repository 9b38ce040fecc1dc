"""Hours of flight training: flights, what was stated of them, credits, and the missions that are left."""

from typing import Any

import pytest

from missions.models import FlightTemplate, FlightTime
from tests import factories as make
from tests.hours.conftest import count, read_balance
from tests.hours.test_ground import give_credit
from tests.world import World
from trainings.models import Enrollment, Training

FLIGHT_KINDS = ("FLIGHT", "DUAL", "SOLO", "CROSS_COUNTRY", "SOLO_CROSS_COUNTRY", "NIGHT", "INSTRUMENT", "SIMULATOR")


def fly(enrollment: Enrollment, mission: FlightTemplate, minutes: int = 60, **fields: Any) -> Any:
    times = fields.pop("times", {})
    row = make.FlightRecordFactory(enrollment=enrollment, template=mission, seconds=60 * minutes, **fields)
    FlightTime.objects.bulk_create(FlightTime(record=row, kind=kind, seconds=60 * time) for kind, time in times.items())
    return row


def list_done(enrollment: Enrollment) -> dict[str, int]:
    done = {kind: count(enrollment, kind)[0] for kind in FLIGHT_KINDS}
    return {kind: minutes for kind, minutes in done.items() if minutes}


@pytest.mark.parametrize(
    ("flight_type", "with_instructor", "done"),
    [
        ("DUAL", True, {"FLIGHT": 60, "DUAL": 60}),
        ("DUAL", False, {"FLIGHT": 60, "DUAL": 60}),
        ("SOLO", True, {"FLIGHT": 60, "SOLO": 60}),
        ("CROSS_COUNTRY", True, {"FLIGHT": 60, "DUAL": 60, "CROSS_COUNTRY": 60}),
        ("CROSS_COUNTRY", False, {"FLIGHT": 60, "SOLO": 60, "CROSS_COUNTRY": 60, "SOLO_CROSS_COUNTRY": 60}),
        ("NIGHT", True, {"FLIGHT": 60, "DUAL": 60, "NIGHT": 60}),
        ("NIGHT", False, {"FLIGHT": 60, "SOLO": 60, "NIGHT": 60}),
        ("CHECK", True, {"FLIGHT": 60}),
        ("SIMULATOR", True, {"SIMULATOR": 60}),
    ],
)
def test_where_nothing_is_stated_the_time_follows_the_type_of_the_mission(
    world: World, enrollment: Enrollment, flight_type: str, with_instructor: bool, done: dict[str, int]
) -> None:
    mission = make.FlightTemplateFactory(training=enrollment.training, flight_type=flight_type, rules="IFR")
    fly(enrollment, mission, instructor=world.ines if with_instructor else None)

    assert list_done(enrollment) == done


@pytest.mark.parametrize(
    ("times", "done"),
    [
        ({"NIGHT": 30}, {"NIGHT": 30}),
        ({"DUAL": 60, "CROSS_COUNTRY": 60, "NIGHT": 20}, {"DUAL": 60, "CROSS_COUNTRY": 60, "NIGHT": 20}),
        ({"DUAL": 40, "INSTRUMENT": 15}, {"DUAL": 40, "INSTRUMENT": 15}),
        ({"SOLO": 60, "CROSS_COUNTRY": 45}, {"SOLO": 60, "CROSS_COUNTRY": 45, "SOLO_CROSS_COUNTRY": 45}),
        ({"SOLO": 30, "CROSS_COUNTRY": 30}, {"SOLO": 30, "CROSS_COUNTRY": 30}),
        ({"SOLO": 40, "CROSS_COUNTRY": 30}, {"SOLO": 40, "CROSS_COUNTRY": 30, "SOLO_CROSS_COUNTRY": 10}),
    ],
)
def test_what_is_stated_counts_instead_of_the_type(
    enrollment: Enrollment, mission: FlightTemplate, times: dict[str, int], done: dict[str, int]
) -> None:
    fly(enrollment, mission, times=times)

    assert list_done(enrollment) == {"FLIGHT": 60, **done}


def test_a_flight_that_did_not_complete_its_mission_was_flown_too(
    enrollment: Enrollment, mission: FlightTemplate
) -> None:
    fly(enrollment, mission, is_completed=False)
    assert count(enrollment, "DUAL") == (60, 0, 90)

    fly(enrollment, mission, 70)
    assert count(enrollment, "DUAL") == (130, 0, 0)


def test_missions_promise_their_least_time_in_each_kind_they_can_be_flown_in(
    enrollment: Enrollment, training: Training, mission: FlightTemplate
) -> None:
    make.FlightTemplateFactory(training=training, flight_type="CROSS_COUNTRY", hours="2.25")
    make.FlightTemplateFactory(training=training, flight_type="NIGHT", hours="1.00", rules="IFR")
    make.FlightTemplateFactory(training=training, flight_type="SIMULATOR", hours="0.50", rules="IFR")
    make.FlightTemplateFactory(training=training, flight_type="SOLO", hours="0.75", deleted_at="2026-01-01T00:00Z")

    planned = {kind: count(enrollment, kind)[2] for kind in FLIGHT_KINDS}

    assert planned == {
        "FLIGHT": 285,
        "DUAL": 285,
        "SOLO": 195,
        "CROSS_COUNTRY": 135,
        "SOLO_CROSS_COUNTRY": 135,
        "NIGHT": 60,
        "INSTRUMENT": 60,
        "SIMULATOR": 30,
    }


def test_a_credited_mission_counts_apart_what_was_not_flown_of_it(
    world: World, enrollment: Enrollment, mission: FlightTemplate
) -> None:
    fly(enrollment, mission, 20, is_completed=False)
    give_credit(enrollment, mission, "MISSION", world.maria)

    assert count(enrollment, "DUAL") == count(enrollment, "FLIGHT") == (20, 70, 0)
    assert count(enrollment, "SOLO") == (0, 0, 0)


def test_what_is_flown_and_planned_decides_whether_the_hours_can_be_reached(
    enrollment: Enrollment, mission: FlightTemplate
) -> None:
    fly(enrollment, mission, 511, is_completed=False)
    balance = read_balance(enrollment, "FLIGHT")
    assert (balance.best, balance.missing, balance.is_reachable) == (601, 89, True)

    fly(enrollment, mission, 1)
    balance = read_balance(enrollment, "FLIGHT")
    assert (balance.best, balance.missing, balance.is_reachable) == (512, 88, False)
