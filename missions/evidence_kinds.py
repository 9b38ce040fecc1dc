"""Flights as evidence.

The ledger stores digests of exactly these columns: changing a part makes every earlier digest of it incomparable
(`records.kinds.Part`).
"""

from missions.models import FlightGrade, FlightRecord, FlightTime
from records.kinds import EvidenceKind, Part, register_kind

FLIGHT = (
    "enrollment_id", "template_id", "is_completed", "seconds", "flight_id", "instructor_id", "flown_on", "remarks",
    "created_at",
)  # fmt: skip

register_kind(
    EvidenceKind(
        FlightRecord,
        "enrollment__company_id",
        (
            Part("flight", FlightRecord, "pk", FLIGHT),
            Part("signature", FlightRecord, "pk", ("signed_at",)),
            Part("grades", FlightGrade, "record_id", ("objective_id", "grade")),
            Part("times", FlightTime, "record_id", ("kind", "seconds")),
        ),
    )
)
