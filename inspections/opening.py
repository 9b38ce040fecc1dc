"""Opening the records for an inspector, and ending that (docs/decisions/0036)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.passwords import generate_readable_secret, hash_password
from core import clock
from core.exceptions import Conflict, Forbidden, InvalidInput, NotFound
from core.text.cleaning import clean_email, clean_line
from inspections.links import build_path
from inspections.models import MOST_DAYS, InspectedTraining, InspectorAccess, InspectorSession
from records.services import EventDraft, record_events
from trainings.models import Training


@dataclass(frozen=True)
class AccessInput:
    """For whom the records of which trainings are opened. Days are those of the school, the last ones included."""

    inspector_name: str
    authority: str
    email: str
    training_ids: Sequence[uuid.UUID]
    records_from: date
    records_until: date
    opens_on: date
    closes_on: date


@dataclass(frozen=True)
class OpenedAccess:
    """An access with what is shown once: the path of the link, and the code."""

    access: InspectorAccess
    path: str
    code: str


def open_access(*, data: AccessInput, by: User) -> OpenedAccess:
    """Opens the records of trainings of the manager's school for an inspector.

    Raises Forbidden unless `by` is a manager; InvalidInput for periods that make no sense or are too long, and for no
    training or one that the manager does not see.
    """
    reject_others(by)
    check_days(data, today=by.company.local_date(clock.now()))
    trainings = find_trainings(data.training_ids, by)
    code, hashed = create_code()
    with transaction.atomic():
        access = InspectorAccess.objects.create(
            company=by.company,
            inspector_name=clean_line(data.inspector_name),
            authority=clean_line(data.authority),
            email=clean_email(data.email),
            records_from=data.records_from,
            records_until=data.records_until,
            opens_on=data.opens_on,
            closes_on=data.closes_on,
            code_hash=hashed,
            opened_by=by,
            opened_at=clock.now(),
        )
        InspectedTraining.objects.bulk_create(InspectedTraining(access=access, training=row) for row in trainings)
        record_events(
            EventDraft("inspection.opened", access, build_facts(access, trainings)), company_id=by.company_id, by=by
        )
    return OpenedAccess(access, build_path(access), code)


def reject_others(by: User) -> None:
    if not by.is_manager:
        raise Forbidden


def create_code() -> tuple[str, str]:
    """A code of sixty random bits, and its hash: made before any row is locked, because hashing is slow."""
    code = generate_readable_secret(groups=3, length=4)
    return code, hash_password(code)


def check_days(data: AccessInput, *, today: date) -> None:
    """Raises InvalidInput, which names the day that is wrong."""
    errors: dict[str, list[StrOrPromise]] = {}
    if data.records_until < data.records_from:
        errors["records_until"] = [_("This is before the first day of the records.")]
    if data.closes_on < max(data.opens_on, today):
        errors["closes_on"] = [_("The access would be over already.")]
    elif (data.closes_on - data.opens_on).days >= MOST_DAYS:
        text = _("An access is open for at most %(days)s days.") % {"days": MOST_DAYS}
        errors["closes_on"] = [text]
    if errors:
        raise InvalidInput(errors=errors)


def find_trainings(ids: Sequence[uuid.UUID], by: User) -> list[Training]:
    """The trainings by id; templates have no records."""
    rows = list(Training.objects.visible_to(by).without_templates().filter(pk__in=ids).order_by("name", "id"))
    if not rows or len(rows) != len(set(ids)):
        raise InvalidInput.for_field("trainings", _("Choose at least one training of your school."))
    return rows


def build_facts(access: InspectorAccess, trainings: Sequence[Training]) -> dict[str, Any]:
    days = ("records_from", "records_until", "opens_on", "closes_on")
    return {
        "name": str(access),
        "trainings": [str(row.pk) for row in trainings],
        **{day: getattr(access, day).isoformat() for day in days},
    }


def renew_secrets(*, access_id: uuid.UUID, by: User) -> OpenedAccess:
    """A new link and a new code, for an inspector who has lost one; the old ones and their sessions end.

    Raises NotFound for an access that the manager does not see, Conflict for one that is over.
    """
    code, hashed = create_code()
    with transaction.atomic():
        access = lock_access(access_id, by)
        access.code_hash, access.link_version = hashed, access.link_version + 1
        access.save(update_fields=["code_hash", "link_version"])
        draft = EventDraft("inspection.renewed", access, {"name": str(access), "sessions_ended": end_sessions(access)})
        record_events(draft, company_id=access.company_id, by=by)
    return OpenedAccess(access, build_path(access), code)


def revoke_access(*, access_id: uuid.UUID, by: User) -> InspectorAccess:
    """Ends an access at once, with every session of it.

    Raises NotFound for an access that the manager does not see, Conflict for one that is over.
    """
    with transaction.atomic():
        access = lock_access(access_id, by)
        access.revoked_at, access.revoked_by = clock.now(), by
        access.save(update_fields=["revoked_at", "revoked_by"])
        draft = EventDraft("inspection.revoked", access, {"name": str(access), "sessions_ended": end_sessions(access)})
        record_events(draft, company_id=access.company_id, by=by)
    return access


def lock_access(access_id: uuid.UUID, by: User) -> InspectorAccess:
    """Locks the row, which an inspector who enters locks as well: they see what is done here, or it ends them."""
    rows = InspectorAccess.objects.visible_to(by).select_related("company")
    access = rows.select_for_update(no_key=True, of=("self",)).filter(pk=access_id).first()
    if access is None:
        raise NotFound
    if not access.may_be_ended:
        raise Conflict(_("This access is over already."))
    return access


def end_sessions(access: InspectorAccess) -> int:
    return InspectorSession.objects.filter(access=access, ended_at__isnull=True).update(ended_at=clock.now())
