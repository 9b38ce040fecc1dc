"""What managers do with locations."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction

from accounts.models import User
from core.exceptions import InvalidInput
from locations.models import Location
from records.services import EventDraft, record_events


def edit_location(*, location_id: uuid.UUID | None, fields: dict[str, Any], by: User) -> Location:
    """Makes a location of the caller's school from the model's `fields`, or (with an id) changes those of one.

    Fields that are not given stay as they are. Refuses with InvalidInput an id that is not the school's, and a name
    that another location of the school has.
    """
    try:
        with transaction.atomic():
            return store_location(location_id, fields, by)
    except IntegrityError as error:
        raise InvalidInput.for_field("name", "There is another location with this name.") from error


def store_location(location_id: uuid.UUID | None, fields: dict[str, Any], by: User) -> Location:
    location = lock_location(location_id, by) if location_id else Location(company_id=by.company_id)
    changed = sorted(name for name, value in fields.items() if location_id is None or getattr(location, name) != value)
    if not changed:
        return location
    for name in changed:
        setattr(location, name, fields[name])
    location.save(update_fields=changed if location_id else None)
    record_events(EventDraft("location.edited", location, {"changed": changed}), company_id=by.company_id, by=by)
    return location


def lock_location(location_id: uuid.UUID, by: User) -> Location:
    location = Location.objects.visible_to(by).select_for_update(no_key=True).filter(pk=location_id).first()
    if location is None:
        raise InvalidInput.for_field("id", "There is no location with this id.")
    return location
