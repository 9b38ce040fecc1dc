"""The missions of a training definition (trainings/syllabus/definitions.py)."""

from decimal import Decimal
from typing import Any

from missions.models import FlightTemplate
from trainings.models import Training

Definition = dict[str, Any]


def build_missions(definition: Definition, *, training: Training) -> list[FlightTemplate]:
    """Stores the missions of the definition that `training` was built from, in one query."""
    return FlightTemplate.objects.bulk_create(
        build_mission(entry, training, order) for order, entry in enumerate(definition.get("missions", []), start=1)
    )


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
