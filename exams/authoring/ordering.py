"""The one order of the lessons and exams of a subject: its activities. Gate exams belong to their lesson.

`order` of both models counts in one sequence below the subject. Exams of a whole training are in an order of their own.
"""

import uuid
from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from core.exceptions import InvalidInput
from exams.authoring.rights import lock_authored_subject, lock_authored_training
from exams.models import Exam
from records.services import EventDraft, record_events
from trainings.models import Lesson, Subject, Training

Activity = Lesson | Exam
RowT = TypeVar("RowT", bound=Any)  # of a model with an `order`

MAX_ROWS = 1000  # far beyond any syllabus; it bounds the UPDATE, which carries a value for each row
LAST_PLACE = 2**31 - 1  # the largest value of the column


class IncompleteOrder(InvalidInput):
    """The list lacks an activity of the subject or an exam of the training; somebody may have added it meanwhile."""


def get_place(activity: Activity) -> tuple[bool, int, bool]:
    """What the activities of a subject are sorted by, each model in its own order already: so names decide as the
    database compares them. An exam without a place (0) comes after everything; of two with one place, lessons first."""
    is_exam = isinstance(activity, Exam)
    return is_exam and activity.order == 0, activity.order, is_exam


def find_next_place(subject_id: uuid.UUID) -> int:
    """The place after all activities of the subject. Two queries."""
    rows = Lesson.objects.live().filter(subject=subject_id), Exam.objects.live().filter(subject=subject_id, lesson=None)
    last: int = max(queryset.aggregate(last=Max("order", default=0))["last"] for queryset in rows)
    return min(last + 1, LAST_PLACE)


def find_next_training_place(training_id: uuid.UUID) -> int:
    """The place after all exams of the whole training. One query."""
    last: int = Exam.objects.live().filter(training=training_id).aggregate(last=Max("order", default=0))["last"]
    return min(last + 1, LAST_PLACE)


def reorder_activities(*, subject_id: uuid.UUID, ids: Sequence[uuid.UUID], by: User) -> list[Activity]:
    """Stores the order of the lessons and exams of a subject; `ids` names each once, in the new order. Returns them.

    Raises what `lock_authored_subject` does; InvalidInput (`ids`) for more than `MAX_ROWS` ids, a duplicate and
    an id that is no activity of the subject; IncompleteOrder (`ids`) if one is missing. An order that is unchanged
    stores and records nothing.
    """
    check_list(ids)
    with transaction.atomic():
        subject = lock_authored_subject(subject_id, by)
        activities = list_activities(subject, ids)
        if store_places(activities):
            record_order("activities", subject, ids, by)
    return activities


def reorder_training_exams(*, training_id: uuid.UUID, ids: Sequence[uuid.UUID], by: User) -> list[Exam]:
    """The same for the exams of a whole training. Raises like `reorder_activities`, and what `lock_authored_training`
    does."""
    check_list(ids)
    with transaction.atomic():
        training = lock_authored_training(training_id, by)
        rows = {row.pk: row for row in Exam.objects.live().filter(training=training)}
        exams = put_in_order(rows, ids, _("Name every exam of the whole training."))
        if store_places(exams):
            record_order("training exams", training, ids, by)
    return exams


def record_order(kind: str, parent: Subject | Training, ids: Sequence[uuid.UUID], by: User) -> None:
    payload = {"kind": kind, "ids": [str(pk) for pk in ids]}
    record_events(EventDraft("syllabus.reordered", parent, payload), company_id=by.company_id, by=by)


def check_list(ids: Sequence[uuid.UUID]) -> None:
    """Raises InvalidInput (`ids`) for more than `MAX_ROWS` ids and a duplicate."""
    if len(ids) > MAX_ROWS:
        raise InvalidInput.for_field("ids", describe_row_limit())
    if len(set(ids)) != len(ids):
        raise InvalidInput.for_field("ids", _("The list has a duplicate entry."))


def describe_row_limit() -> str:
    """That a list is longer than the limit."""
    return _("The list has more than %(limit)s entries.") % {"limit": MAX_ROWS}


def check_known(ids: Sequence[uuid.UUID], rows: Collection[uuid.UUID]) -> None:
    """Raises InvalidInput (`ids`) for an id that is not among those of the list's rows."""
    if not set(ids) <= set(rows):
        raise InvalidInput.for_field("ids", _("An entry does not belong to this list or has been deleted."))


def number_rows(rows: Sequence[RowT]) -> list[RowT]:
    """Numbers the rows from 1 on; returns those that had another number, not stored yet."""
    moved = []
    for place, row in enumerate(rows, start=1):
        if row.order != place:
            row.order = place
            moved.append(row)
    return moved


def list_activities(subject: Subject, ids: Sequence[uuid.UUID]) -> list[Activity]:
    """The live activities of the subject in the order of the ids."""
    rows: dict[uuid.UUID, Activity] = {row.pk: row for row in Lesson.objects.live().filter(subject=subject)}
    rows |= {row.pk: row for row in Exam.objects.live().filter(subject=subject, lesson=None)}
    return put_in_order(rows, ids, _("Name every lesson and exam of the subject."))


def put_in_order(rows: dict[uuid.UUID, RowT], ids: Sequence[uuid.UUID], otherwise: str) -> list[RowT]:
    """The rows in the order of the ids. Raises like `reorder_activities`, with this sentence if one is missing."""
    check_known(ids, rows)
    if len(ids) < len(rows):
        raise IncompleteOrder.for_field("ids", otherwise)
    return [rows[pk] for pk in ids]


def store_places(activities: Sequence[Activity]) -> bool:
    """Numbers the activities from 1 on; False if they already had these numbers."""
    moved = number_rows(activities)
    Lesson.objects.bulk_update([row for row in moved if isinstance(row, Lesson)], ["order"])
    Exam.objects.bulk_update([row for row in moved if isinstance(row, Exam)], ["order"])
    return bool(moved)
