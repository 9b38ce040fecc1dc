"""Flights as evidence."""

from missions.models import FlightRecord
from records.kinds import Kind, Part, register

FLIGHT = (
    "enrollment_id", "template_id", "is_completed", "seconds", "flight_id", "instructor_id", "flown_on", "remarks",
    "created_at",
)  # fmt: skip

register(
    Kind(
        FlightRecord,
        "enrollment__company_id",
        (Part("flight", FlightRecord, "pk", FLIGHT), Part("signature", FlightRecord, "pk", ("signed_at",))),
    )
)
