"""The missions of a training definition (trainings/syllabus/definitions.py)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from missions.models import FlightObjective, FlightTemplate
from trainings.models import Training

Definition = dict[str, Any]


def build_missions(definition: Definition, *, training: Training) -> list[FlightTemplate]:
    """Stores the missions of the definition that `training` was built from, and their objectives, in two queries."""
    entries = definition.get("missions", [])
    missions = [build_mission(entry, training, order) for order, entry in enumerate(entries, start=1)]
    FlightTemplate.objects.bulk_create(missions)
    pairs = zip(missions, entries, strict=True)
    FlightObjective.objects.bulk_create(row for pair in pairs for row in build_objectives(*pair))
    return missions


def build_mission(entry: Definition, training: Training, order: int) -> FlightTemplate:
    return FlightTemplate(
        training=training,
        name=entry["name"],
        description=entry.get("description", ""),
        phase=entry.get("phase", ""),
        flight_type=entry.get("flight_type", FlightTemplate.FlightType.DUAL),
        rules=entry.get("rules", FlightTemplate.Rules.VFR),
        hours=Decimal(str(entry.get("hours", 1))),
        order=order,
    )


def build_objectives(mission: FlightTemplate, definition: Definition) -> Iterator[FlightObjective]:
    for order, entry in enumerate(definition.get("objectives", [])):
        yield FlightObjective(
            template=mission, name=entry["name"], description=entry.get("description", ""), order=order
        )
