"""What the endpoints of locations read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts import countries_and_zones
from accounts.models import User
from api.views import get_one_or_404
from locations.models import Location


@dataclass(frozen=True)
class NamedChoice:
    """A country or a time zone: its id and its name."""

    id: str
    name: str


@dataclass(frozen=True)
class LocationView:
    """A location and its upcoming classes."""

    location: Location
    country: NamedChoice
    timezone: NamedChoice
    classes: list[Any]


def list_locations(viewer: User) -> Iterable[Location]:
    """The locations of the viewer's school, by name."""
    return Location.objects.visible_to(viewer).order_by("name", "id")


def read_location(id: UUID, viewer: User, now: datetime) -> LocationView:
    """A location with the classes in it that `viewer` may see, from today (in the school's time zone) on.

    Two queries. Raises NotFound for a location that the viewer may not see.
    """
    location = get_one_or_404(Location.objects.visible_to(viewer), pk=id)
    company = viewer.company
    today = company.get_day_start(company.local_date(now))
    classes = location.classes.visible_to(viewer).filter(starts_at__gte=today)
    return LocationView(
        location=location,
        country=build_choice(location.country_id, countries_and_zones.list_countries()),
        timezone=build_choice(location.timezone_id, countries_and_zones.list_timezones()),
        classes=list(classes.select_related("subject", "teacher").order_by("starts_at", "id")),
    )


def build_choice(id: str, names: dict[str, str]) -> NamedChoice:
    """The id serves as the name when it is no longer listed: the two lists change with new versions of their data."""
    return NamedChoice(id, names.get(id, id))
