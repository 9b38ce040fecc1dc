"""Putting the parts of a syllabus into another order."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from core.exceptions import Conflict, InvalidInput, NotFound
from missions.models import FlightTemplate
from records.services import EventDraft, record_events
from trainings.models import Lesson, Slide, Subject, Training

MAX_ROWS = 1000


@dataclass(frozen=True)
class OrderedKind:
    """Rows that stand in an order below a parent."""

    model: Any
    parent: str
    parent_model: Any


KINDS = {
    "subjects": OrderedKind(Subject, "training", Training),
    "lessons": OrderedKind(Lesson, "subject", Subject),
    "slides": OrderedKind(Slide, "lesson", Lesson),
    "missions": OrderedKind(FlightTemplate, "training", Training),
}


def reorder(*, kind: str, parent_id: uuid.UUID, ids: Sequence[uuid.UUID], by: User) -> None:
    """The live rows of a `kind` below a parent stand in the order of `ids`, which names each of them once.

    Refuses with NotFound a parent that the manager does not see; with InvalidInput an unknown kind, more than a
    thousand ids, one that is there twice and one that is not the parent's; with Conflict a list in which a row is
    missing, since somebody added it meanwhile. The parent's lock makes two people's orders follow one another. An
    order that is there already changes and records nothing.
    """
    rows_of = get_kind(kind)
    check_list(ids)
    with transaction.atomic():
        parents = rows_of.parent_model.objects.visible_to(by).select_for_update(no_key=True, of=("self",))
        parent = parents.filter(pk=parent_id).first()
        if parent is None:
            raise NotFound
        rows = {row.pk: row for row in rows_of.model.objects.visible_to(by).filter(**{rows_of.parent: parent})}
        check_complete(ids, rows)
        moved = [row for place, pk in enumerate(ids, start=1) if (row := rows[pk]).order != place]
        if moved:
            for place, pk in enumerate(ids, start=1):
                rows[pk].order = place
            rows_of.model.objects.bulk_update(moved, ["order"])
            told = {"kind": kind, "ids": [str(pk) for pk in ids]}
            record_events(EventDraft("syllabus.reordered", parent, told), company_id=by.company_id, by=by)


def get_kind(name: str) -> OrderedKind:
    if name not in KINDS:
        raise InvalidInput.for_field("kind", f"This is none of {', '.join(KINDS)}.")
    return KINDS[name]


def check_list(ids: Sequence[uuid.UUID]) -> None:
    if len(ids) > MAX_ROWS:
        raise InvalidInput.for_field("ids", f"These are more than {MAX_ROWS}.")
    if len(set(ids)) != len(ids):
        raise InvalidInput.for_field("ids", "One of these is there twice.")


def check_complete(ids: Sequence[uuid.UUID], rows: dict[uuid.UUID, Any]) -> None:
    if not set(ids) <= rows.keys():
        raise InvalidInput.for_field("ids", "One of these does not belong here, or is deleted.")
    if len(ids) < len(rows):
        raise Conflict("Somebody has added to this list meanwhile. Look at it again, then move.")
