"""The holidays of a school: days on which no classes are planned."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Holiday, User
from core.exceptions import Conflict, FieldErrors, Forbidden, InvalidInput, NotFound
from core.school_time import EARLIEST_DAY, LATEST_DAY
from core.text.cleaning import clean_line
from records.services import EventDraft, record_events

# A longer one is more likely a mistyped year; planning would skip all of its days.
MAX_DAYS = 366
MAX_ADDED_AT_ONCE = 200
ENDS_EARLY = gettext_lazy("The last day is before the first.")


@dataclass(frozen=True)
class HolidayDraft:
    """A holiday as somebody wants it; `last_day` is included."""

    name: str
    first_day: date
    last_day: date


def add_holiday(draft: HolidayDraft, *, by: User) -> Holiday:
    """Adds a holiday to the manager's school. Raises Forbidden for people who are no managers, InvalidInput for an
    empty or too long name and for days that are out of order or more than a year apart, and Conflict for one that the
    school has already."""
    added = add_holidays([draft], by=by)
    if not added:
        raise Conflict(_("The school has a holiday with this name on these days already."))
    return added[0]


@transaction.atomic
def add_holidays(drafts: Iterable[HolidayDraft], *, by: User) -> list[Holiday]:
    """Adds those that the school does not have yet, all or none, and returns them. Raises what `add_holiday` does."""
    check_manager(by)
    rows = [build_row(draft, by) for draft in drafts]
    present = {identify(row) for row in Holiday.objects.visible_to(by)}
    new = list({identify(row): row for row in rows if identify(row) not in present}.values())
    Holiday.objects.bulk_create(new)
    record_events(*(EventDraft("holiday.added", row, read_facts(row)) for row in new), company_id=by.company_id, by=by)
    return new


@transaction.atomic
def edit_holiday(draft: HolidayDraft, *, holiday_id: uuid.UUID, by: User) -> Holiday:
    """Changes a holiday. Raises NotFound for one of another school, and what `add_holiday` raises. Records
    `holiday.changed` with the values before and after, unless nothing has changed."""
    row = lock_holiday(holiday_id, by)
    before = read_facts(row)
    row.name, row.first_day, row.last_day = clean_name(draft.name), draft.first_day, draft.last_day
    check_holiday(row)
    after = read_facts(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        row.save()
        record_events(EventDraft("holiday.changed", row, {"changes": changes}), company_id=by.company_id, by=by)
    return row


@transaction.atomic
def delete_holiday(*, holiday_id: uuid.UUID, by: User) -> None:
    """Deletes a holiday. Raises NotFound for one of another school, and Forbidden."""
    row = lock_holiday(holiday_id, by)
    draft = EventDraft("holiday.deleted", row, read_facts(row))
    Holiday.objects.filter(pk=row.pk).delete()
    record_events(draft, company_id=by.company_id, by=by)


def check_manager(user: User) -> None:
    if not user.is_manager:
        raise Forbidden


def lock_holiday(holiday_id: uuid.UUID, by: User) -> Holiday:
    row = Holiday.objects.visible_to(by).filter(pk=holiday_id).select_for_update(no_key=True).first()
    if row is None:
        raise NotFound
    check_manager(by)
    return row


def build_row(draft: HolidayDraft, by: User) -> Holiday:
    row = Holiday(
        company_id=by.company_id, name=clean_name(draft.name), first_day=draft.first_day, last_day=draft.last_day
    )
    check_holiday(row)
    return row


def clean_name(name: str) -> str:
    return " ".join(clean_line(name).split())


def check_holiday(row: Holiday) -> None:
    """Raises InvalidInput, naming each field."""
    errors: FieldErrors = {}
    try:
        row.clean_fields(exclude=["company"])
    except ValidationError as error:
        errors.update(error.message_dict)
    if not EARLIEST_DAY <= row.first_day <= row.last_day <= LATEST_DAY:
        errors["last_day"] = [str(ENDS_EARLY)]
    elif row.last_day - row.first_day >= timedelta(days=MAX_DAYS):
        errors["last_day"] = [_("A holiday has at most %(days)s days.") % {"days": MAX_DAYS}]
    if errors:
        raise InvalidInput(errors=errors)


def identify(row: Holiday) -> tuple[str, date, date]:
    return row.name, row.first_day, row.last_day


def read_facts(row: Holiday) -> dict[str, Any]:
    return {"name": row.name, "first_day": row.first_day.isoformat(), "last_day": row.last_day.isoformat()}
