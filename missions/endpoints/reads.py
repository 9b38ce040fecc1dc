"""What the endpoints of missions read."""

from accounts.models import User
from missions.models import FlightRecord
from missions.querysets import FlightRecordQuerySet


def list_unsigned_flights(user: User) -> FlightRecordQuerySet:
    return FlightRecord.objects.unsigned_of(user)
