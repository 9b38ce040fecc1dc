"""Hours of flight training (docs/api.md, sections 7 and 11)."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from core.units import SECONDS_PER_HOUR
from hours.kinds import HourKind
from hours.reading.facts import Rows
from hours.reading.horizon import Horizon
from hours.reading.portions import Portion, SecondsByKind, Standing, add_up, subtract
from missions.models import FlightTemplate

FlightType = FlightTemplate.FlightType
# What the time of a mission of each type counts as, besides flight time. A check flight is flight time alone.
KINDS_OF_TYPE: dict[str, tuple[HourKind, ...]] = {
    FlightType.DUAL: (HourKind.DUAL,),
    FlightType.SOLO: (HourKind.SOLO,),
    FlightType.CROSS_COUNTRY: (HourKind.CROSS_COUNTRY,),
    FlightType.NIGHT: (HourKind.NIGHT,),
    FlightType.CHECK: (),
}
# Flown with an instructor or alone: the type does not say which.
EITHER_WAY = (FlightType.CROSS_COUNTRY, FlightType.NIGHT)


def split_flight(
    flight_type: str, seconds: int, *, has_instructor: bool, stated: Mapping[str, int]
) -> dict[HourKind, int]:
    """The time of a flight by kind: what was stated of it or, where nothing was, what its mission's type says.

    Of solo cross-country time counts what must be both: of a flight of two hours with one alone and one
    cross-country, nothing.
    """
    if flight_type == FlightType.SIMULATOR:
        return {HourKind.SIMULATOR: seconds}
    by_kind = {HourKind(kind): time for kind, time in stated.items()}
    if not stated:
        kinds = KINDS_OF_TYPE[flight_type]
        if flight_type in EITHER_WAY:
            kinds += (HourKind.DUAL if has_instructor else HourKind.SOLO,)
        by_kind = dict.fromkeys(kinds, seconds)
    both = by_kind.get(HourKind.SOLO, 0) + by_kind.get(HourKind.CROSS_COUNTRY, 0) - seconds
    return {HourKind.FLIGHT: seconds, **by_kind, HourKind.SOLO_CROSS_COUNTRY: max(0, both)}


def split_mission(mission: dict[str, Any], *, is_promised: bool) -> dict[HourKind, int]:
    """The least time of a mission by kind. With `is_promised`, all that a flight of it can bring: one that may be flown
    either way counts as dual and as solo, and one under IFR as instrument time."""
    seconds = round(mission["hours"] * SECONDS_PER_HOUR)
    if mission["flight_type"] == FlightType.SIMULATOR:
        return {HourKind.SIMULATOR: seconds}
    kinds = {HourKind.FLIGHT, *KINDS_OF_TYPE[mission["flight_type"]]}
    if is_promised and mission["flight_type"] in EITHER_WAY:
        kinds |= {HourKind.DUAL, HourKind.SOLO}
    if is_promised and mission["flight_type"] == FlightType.CROSS_COUNTRY:
        kinds.add(HourKind.SOLO_CROSS_COUNTRY)
    if is_promised and mission["rules"] == FlightTemplate.Rules.IFR:
        kinds.add(HourKind.INSTRUMENT)
    return dict.fromkeys(kinds, seconds)


def list_flight_portions(
    flights: Rows,
    times: Mapping[uuid.UUID, Mapping[str, int]],
    missions: Rows,
    credited: set[uuid.UUID],
    horizon: Horizon,
) -> list[Portion]:
    """All portions of flight training of one enrollment."""
    flown: dict[uuid.UUID, list[SecondsByKind]] = defaultdict(list)
    for flight in flights:
        split = split_flight(
            flight["flight_type"],
            flight["seconds"],
            has_instructor=flight["instructor_id"] is not None,
            stated=times.get(flight["id"], {}),
        )
        flown[flight["template_id"]].append(split)
    completed = {flight["template_id"] for flight in flights if flight["is_completed"]}
    portions = [Portion(Standing.DONE, split) for splits in flown.values() for split in splits]
    for mission in missions:
        if mission["id"] in credited:
            rest = subtract(split_mission(mission, is_promised=False), add_up(flown[mission["id"]]))
            portions.append(Portion(Standing.CREDITED, rest))
        elif mission["id"] not in completed and not horizon.is_over:
            portions.append(Portion(Standing.PLANNED, split_mission(mission, is_promised=True)))
    return portions
