"""A published syllabus is frozen: the only place that decides whether one may be changed, and who may be enrolled.

EASA ORA.ATO.230(a) requires a training manual that states what is taught, and 14 CFR 141.55 a syllabus as approved:
what students are taught under a revision is what was approved as that revision (docs/decisions/0034).
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from core.exceptions import Conflict
from trainings.models import Training

# What says nothing of what is taught: columns that stay free in a published syllabus, by model.
FREE_COLUMNS: dict[str, frozenset[str]] = {
    "trainings.training": frozenset(
        {"manager", "color", "announcement", "description", "starts_on", "ends_on", "is_active"}
    ),
    "trainings.subject": frozenset({"teacher"}),
    "exams.exam": frozenset({"expires_at"}),
}


def check_syllabus_is_editable(training_ids: Collection[uuid.UUID]) -> None:
    """Locks the trainings, so that none is published before the change is stored. Raises Conflict for a frozen one.

    Every act that changes a syllabus calls it, before it locks anything below the training: subjects, lessons, slides,
    exams and which questions they draw from, missions, objectives, metrics, and what the training requires.
    """
    rows = Training.objects.filter(pk__in=training_ids).order_by("pk").select_for_update(no_key=True, of=("self",))
    for row in rows:
        if row.published_at is not None:
            raise Conflict(describe_freeze(row))


def describe_freeze(training: Training) -> str:
    """Why the syllabus of a published training cannot be changed, and what to do instead."""
    course = Training.objects.of_course(training).order_by()
    draft = course.filter(published_at__isnull=True).first()
    values: dict[str, Any] = {"training": training.name, "number": training.revision}
    if draft is not None:
        text = _("%(training)s is published as revision %(number)s and frozen. Change the draft, revision %(next)s.")
        return text % {**values, "next": draft.revision}
    last = course.aggregate(last=Max("revision"))["last"]
    text = _("%(training)s is published as revision %(number)s and frozen. Start revision %(next)s to change it.")
    return text % {**values, "next": (last or 0) + 1}


def is_free_change(label: str, columns: Iterable[str]) -> bool:
    """Whether a change of these columns of a model (`trainings.subject`) is allowed in a frozen syllabus."""
    return set(columns) <= FREE_COLUMNS.get(label, frozenset())


def check_is_enrollable(trainings: Iterable[Training]) -> None:
    """Raises Conflict for a draft and for a superseded revision, naming the current one (docs/api.md, section 7)."""
    for training in trainings:
        state = training.revision_state
        if state is not None and state != Training.RevisionState.CURRENT:
            raise Conflict(describe_closed_revision(training))


def describe_closed_revision(training: Training) -> str:
    current = Training.objects.of_course(training).enrollable().first()
    values: dict[str, Any] = {"training": training.name, "number": training.revision}
    if current is not None:
        values |= {"current": current.revision, "id": current.pk}
    if training.published_at is None:
        text = _("Revision %(number)s of %(training)s is a draft. Enroll in revision %(current)s (%(id)s).")
    else:
        text = _("Revision %(number)s of %(training)s is superseded. Enroll in revision %(current)s (%(id)s).")
    return text % values
