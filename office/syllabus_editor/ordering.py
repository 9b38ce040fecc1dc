"""Reordering the parts of a syllabus."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.exceptions import Conflict, InvalidInput, NotFound
from exams.authoring.ordering import (
    IncompleteOrder,
    check_known,
    check_list,
    number_rows,
    reorder_activities,
    reorder_training_exams,
)
from exams.models import Exam, Question
from missions.models import FlightTemplate
from records.services import EventDraft, record_events
from trainings.models import Lesson, Slide, Subject, Training
from trainings.syllabus.freezing import check_syllabus_is_editable

LIST_CHANGED = gettext_lazy("The list has changed in the meantime. Reload the page and try again.")
# Lists whose order is also stored over the API (exams/authoring/ordering.py): the parent's model, and the service.
SERVICES: dict[str, tuple[Any, Callable[..., Any]]] = {
    "activities": (Subject, lambda parent_id, **kwargs: reorder_activities(subject_id=parent_id, **kwargs)),
    "training exams": (Training, lambda parent_id, **kwargs: reorder_training_exams(training_id=parent_id, **kwargs)),
}


@dataclass(frozen=True)
class OrderedKind:
    """A model whose rows have an order below a parent: the relation to the parent, the parent's model, and the lookup
    from the parent to the id of its training.

    A question has one place, although it may be in several banks.
    """

    model: Any
    parent_field: str
    parent_model: Any
    training: str | Coalesce


KINDS = {
    "subjects": OrderedKind(Subject, "training", Training, "pk"),
    "slides": OrderedKind(Slide, "lesson", Lesson, "subject__training"),
    "gate exams": OrderedKind(Exam, "lesson", Lesson, "subject__training"),
    "questions": OrderedKind(Question, "exams", Exam, Coalesce("subject__training", "training")),
    "missions": OrderedKind(FlightTemplate, "training", Training, "pk"),
}


def reorder(*, kind: str, parent_id: uuid.UUID, ids: Sequence[uuid.UUID], by: User) -> None:
    """Stores the order of the live rows of a `kind` below a parent; `ids` names each row once, in the new order. The
    activities of a subject are its lessons and exams.

    Raises NotFound for a parent that the manager does not see; InvalidInput for an unknown kind, more than `MAX_ROWS`
    ids, a duplicate and an id that is not below the parent; Conflict if a row is missing, and for a published training.
    An order that is unchanged stores and records nothing.
    """
    if kind in SERVICES:
        order_by_service(kind, parent_id, ids, by)
        return
    ordered_kind = get_kind(kind)
    check_list(ids)
    with transaction.atomic():
        parent = lock_parent(ordered_kind, parent_id, by)
        rows = ordered_kind.model.objects.visible_to(by).filter(**{ordered_kind.parent_field: parent})
        rows_by_id = {row.pk: row for row in rows}
        check_complete(ids, rows_by_id)
        if store_order(ordered_kind, [rows_by_id[pk] for pk in ids]):
            payload = {"kind": kind, "ids": [str(pk) for pk in ids]}
            record_events(EventDraft("syllabus.reordered", parent, payload), company_id=by.company_id, by=by)


def order_by_service(kind: str, parent_id: uuid.UUID, ids: Sequence[uuid.UUID], by: User) -> None:
    parent_model, store = SERVICES[kind]
    if not parent_model.objects.visible_to(by).filter(pk=parent_id).exists():
        raise NotFound
    try:
        store(parent_id, ids=ids, by=by)
    except IncompleteOrder as error:
        raise Conflict(LIST_CHANGED) from error


def get_kind(name: str) -> OrderedKind:
    if name not in KINDS:
        kinds = ", ".join((*KINDS, *SERVICES))
        raise InvalidInput.for_field("kind", _("Must be one of %(kinds)s.") % {"kinds": kinds})
    return KINDS[name]


def lock_parent(kind: OrderedKind, parent_id: uuid.UUID, by: User) -> Any:
    """The parent, locked so that two orders of one list are stored one after the other and never mix.

    `no_key`: whoever adds rows below it in the meantime does not have to wait.
    """
    parents = kind.parent_model.objects.visible_to(by).filter(pk=parent_id)
    check_syllabus_is_editable(list(parents.values_list(kind.training, flat=True)))
    parent = parents.select_for_update(no_key=True, of=("self",)).first()
    if parent is None:
        raise NotFound
    return parent


def check_complete(ids: Sequence[uuid.UUID], rows_by_id: dict[uuid.UUID, Any]) -> None:
    check_known(ids, rows_by_id)
    if len(ids) < len(rows_by_id):
        raise Conflict(LIST_CHANGED)


def store_order(kind: OrderedKind, rows: Sequence[Any]) -> bool:
    """Numbers the rows from 1 on; False if they already had these numbers."""
    moved = number_rows(rows)
    kind.model.objects.bulk_update(moved, ["order"])
    return bool(moved)
