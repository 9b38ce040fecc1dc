"""How much of a flight was dual, solo, cross-country, at night or by instruments, where somebody has stated it."""

import uuid
from collections.abc import Mapping

from django.utils.translation import gettext as _

from core.exceptions import InvalidInput
from missions.models import FlightRecord, FlightTemplate, FlightTime

Times = Mapping[str, int]  # seconds by `FlightTime.Kind`; none is left out


def read_times(row: FlightRecord) -> dict[str, int]:
    return {time.kind: time.seconds for time in row.times.all()}


def check_times(template_id: uuid.UUID, seconds: int, times: Times) -> None:
    """Raises InvalidInput, by `times.{kind}`, for more than the whole flight of so many seconds; by `times`, for dual
    and solo time that are longer together, and for a mission in the simulator, where no time is flight time."""
    if longer := sorted(kind.lower() for kind, time in times.items() if time > seconds):
        text = _("This is longer than the whole flight.")
        raise InvalidInput(errors={f"times.{kind}": [text] for kind in longer})
    if times.get(FlightTime.Kind.DUAL, 0) + times.get(FlightTime.Kind.SOLO, 0) > seconds:
        raise InvalidInput.for_field("times", _("Dual and solo time together are longer than the whole flight."))
    simulated = FlightTemplate.objects.filter(pk=template_id, flight_type=FlightTemplate.FlightType.SIMULATOR)
    if times and simulated.exists():
        raise InvalidInput.for_field("times", _("Time in a simulator is not flight time. Leave this out."))


def replace_times(row: FlightRecord, times: Times) -> None:
    """Stores the times of a flight that is new, or locked and not signed, in the place of those on record."""
    if read_times(row) == times:
        return
    row.times.all().delete()
    FlightTime.objects.bulk_create(FlightTime(record=row, kind=kind, seconds=time) for kind, time in times.items())
