"""Creating and changing locations (docs/api.md, section 10)."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import InvalidInput
from locations.models import Location
from records.services import EventDraft, record_events


def edit_location(*, location_id: uuid.UUID | None, fields: dict[str, Any], by: User) -> Location:
    """Creates a location of the actor's school from the model's `fields` or, with an id, changes an existing one.

    Fields that are not given stay unchanged. Raises InvalidInput for the id of no location of the school, and for the
    name of another one.
    """
    try:
        with transaction.atomic():
            return store_location(location_id, fields, by)
    except (
        IntegrityError
    ) as error:  # the unique name: checked by the database, so that two requests at once cannot pass
        raise InvalidInput.for_field("name", _("There is another location with this name.")) from error


def store_location(location_id: uuid.UUID | None, fields: dict[str, Any], by: User) -> Location:
    """Stores and records only what changes; a request that changes nothing leaves no event."""
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
    """Locked, so that the event names exactly what this request changed."""
    location = Location.objects.visible_to(by).select_for_update(no_key=True).filter(pk=location_id).first()
    if location is None:
        raise InvalidInput.for_field("id", _("There is no location with this id."))
    return location
