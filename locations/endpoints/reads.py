"""What the screen of one location shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts import countries_and_zones
from accounts.models import User
from locations.models import Location


@dataclass(frozen=True)
class Place:
    """A country or a time zone: its id and its name."""

    id: str
    name: str


@dataclass
class LocationView:
    """A location, and the classes to come in it."""

    location: Location
    country: Place
    timezone: Place
    classes: list[Any]


def read_location(location: Location, viewer: User, now: datetime) -> LocationView:
    """One query: the classes in the location from today on, the school's today, that `viewer` may see."""
    school = viewer.company
    today = school.get_day_start(school.local_date(now))
    classes = location.classes.visible_to(viewer).filter(starts_at__gte=today)
    return LocationView(
        location=location,
        country=build_place(location.country_id, countries_and_zones.list_countries()),
        timezone=build_place(location.timezone_id, countries_and_zones.list_timezones()),
        classes=list(classes.select_related("subject", "teacher").order_by("starts_at", "id")),
    )


def build_place(id: str, names: dict[str, str]) -> Place:
    return Place(id, names.get(id, id))
