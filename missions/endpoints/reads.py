"""What the endpoints of missions read."""

import uuid

from accounts.models import User
from api.views import get_one_or_404
from missions.models import FlightRecord, FlightTemplate
from missions.querysets import FlightRecordQuerySet


def list_unsigned_flights(user: User) -> FlightRecordQuerySet:
    return FlightRecord.objects.unsigned_of(user)


def read_mission(user: User, id: uuid.UUID) -> FlightTemplate:
    """The mission with its training and objectives, in two queries. Raises NotFound."""
    rows = FlightTemplate.objects.visible_to(user).select_related("training").prefetch_related("objectives")
    return get_one_or_404(rows, pk=id)


def read_flight(user: User, id: uuid.UUID) -> FlightRecord:
    """The flight with its mission, training, people and grades, in two queries. Raises NotFound."""
    return get_one_or_404(FlightRecord.objects.visible_to(user).for_debriefing(), pk=id)
