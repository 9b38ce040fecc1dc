"""The content of a debriefing signature.

Signatures on record hold the digest of this content, so its keys and formats never change.
"""

import uuid
from collections.abc import Collection
from typing import Any

from missions.flight_times import read_times
from missions.models import FlightRecord
from records.signables import NAMES, CurrentState

MEANING = "I was debriefed on this flight; the record below is right."


def build_debriefing(record: FlightRecord) -> dict[str, Any]:
    """The content for a flight that was read by `for_debriefing`.

    Facts refer to people and missions by id. Their names are kept apart under `names`, because a person who marries or
    a mission that is renamed later does not make the record an altered one.
    """
    return {
        "enrollment": str(record.enrollment_id),
        "student": str(record.enrollment.user_id),
        "training": str(record.template.training_id),
        "mission": str(record.template_id),
        "date": record.flown_on.isoformat(),
        "seconds": record.seconds,
        "completed": record.is_completed,
        "flight_id": record.flight_id,
        "instructor": str(record.instructor_id) if record.instructor_id else None,
        "remarks": record.remarks,
        **build_grades(record),
        **build_times(record),
        "names": collect_names(record),
    }


def build_grades(record: FlightRecord) -> dict[str, Any]:
    """Nothing for a flight without grades, as for those that were signed before there were any."""
    grades = {str(row.objective_id): row.grade for row in record.grades.all()}
    return {"objectives": grades} if grades else {}


def build_times(record: FlightRecord) -> dict[str, Any]:
    """Nothing for a flight of which no times are stated, as for those that were signed before any could be."""
    times = read_times(record)
    return {"times": times} if times else {}


def collect_names(record: FlightRecord) -> dict[str, Any]:
    """The names of the people, the mission and its objectives, so that the record can be read without this database."""
    mission = record.template
    objectives = {str(row.objective_id): row.objective.name for row in record.grades.all()}
    return {
        "student": str(record.enrollment.user),
        "training": mission.training.name,
        "mission": {"name": mission.name, "order": mission.order, "type": mission.flight_type},
        "instructor": str(record.instructor) if record.instructor else None,
        **({"objectives": objectives} if objectives else {}),
    }


def read_flight_content(row: FlightRecord) -> dict[str, Any]:
    """The content of a flight as stored now, without names: what a version is of."""
    fresh = FlightRecord.objects.for_debriefing().get(pk=row.pk)
    content = {key: value for key, value in build_debriefing(fresh).items() if key != NAMES}
    return content | {"signed": fresh.signed_at is not None}


def read_current_flights(ids: Collection[uuid.UUID]) -> dict[str, CurrentState]:
    """The content of the flights now, for comparison with what was signed; deleted flights are left out."""
    rows = FlightRecord.objects.for_debriefing().filter(pk__in=ids)
    return {str(row.pk): CurrentState(build_debriefing(row), row.signed_at) for row in rows}
