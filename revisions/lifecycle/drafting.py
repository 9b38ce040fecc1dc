"""Starting the next revision of a course, as a draft that is edited like any training, and discarding a draft."""

import uuid
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, Q
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.exceptions import Conflict
from records.services import EventDraft, record_events
from revisions.lifecycle.acts import Course, build_facts, lock_course
from revisions.models import ItemOrigin, Revision
from trainings.copying.rows import Copies
from trainings.copying.syllabus import COPIED_KINDS, CopiedKind, copy_syllabus, share_questions, store_training_copy
from trainings.enrollment_acts.choosing import check_manager
from trainings.models import Training

# Of the training that a copy for other students would not keep.
KEPT_COLUMNS = ("starts_on", "ends_on", "announcement", "course_id", "name", "type")


def start_revision(*, training_id: uuid.UUID, by: User) -> Revision:
    """Copies the current revision of the course into a draft with the next number, and returns it.

    Each part of the draft keeps its origin, by which parts of the revisions correspond (`ItemOrigin`). Exams of the
    draft draw from the same questions. Teachers do not see its subjects among theirs until it is approved: it is not
    active. Raises Forbidden for anybody but a manager, NotFound for a training that the manager does not see, Conflict
    for one that is not published, and when there is a draft already.
    """
    check_manager(by)
    with transaction.atomic():
        course = lock_course(training_id, by)
        original = check_startable(course)
        columns = {name: getattr(original, name) for name in KEPT_COLUMNS}
        columns |= {"revision": course.last_number + 1, "is_active": False}
        try:
            with transaction.atomic():
                draft = store_training_copy(original, columns)
        except IntegrityError as error:  # somebody started it at this moment
            raise Conflict(describe_draft(course.last_number + 1)) from error
        copies = copy_syllabus(original, draft, keeps_teachers=True)
        share_questions(copies)
        store_origins(original, draft, copies)
        revision = Revision.objects.create(
            training=draft, number=course.last_number + 1, started_by=by, started_at=clock.now()
        )
        event = EventDraft("revision.started", revision, build_facts(revision))
        record_events(event, company_id=by.company_id, by=by)
    return revision


def check_startable(course: Course) -> Training:
    """The current revision."""
    if course.draft is not None:
        raise Conflict(describe_draft(course.draft.revision))
    if course.current is None:
        raise Conflict(_("This training is not published. It can be changed as it is."))
    return course.current


def describe_draft(number: int | None) -> str:
    return _("Revision %(number)s has been started already.") % {"number": number}


def store_origins(original: Training, draft: Training, copies: dict[type[Model], Copies]) -> None:
    origins = ItemOrigin.objects.read_origins([original.pk])
    pairs = (pair for model, ids in copies.items() if model is not Training for pair in ids.items())
    ItemOrigin.objects.bulk_create(
        ItemOrigin(training=draft, item_id=copy, origin_id=uuid.UUID(origins.get(str(old), str(old))))
        for old, copy in pairs
        if old is not None
    )


def discard_draft(*, training_id: uuid.UUID, by: User) -> None:
    """Deletes a draft with its syllabus; its number is free again. The questions of its exams stay in the bank.

    Raises Forbidden for anybody but a manager, NotFound for a training that the manager does not see, Conflict for one
    that is no draft, and for a draft about which something is on record, such as a class.
    """
    check_manager(by)
    with transaction.atomic():
        course = lock_course(training_id, by)
        draft = course.chosen
        if draft.revision_state != Training.RevisionState.DRAFT:
            raise Conflict(_("This is no draft of a revision."))
        revision = Revision.objects.select_related("training").get(training=draft)
        facts = build_facts(revision)
        try:
            delete_syllabus(draft)
            Revision.objects.filter(pk=revision.pk).delete()
            Training.objects.filter(pk=draft.pk).delete()
        except ProtectedError as error:
            raise Conflict(_("Something is on record about this draft, such as a class. It has to stay.")) from error
        record_events(EventDraft("revision.discarded", revision, facts), company_id=by.company_id, by=by)


def delete_syllabus(training: Training) -> None:
    """Deletes every row of the syllabus, the lowest first."""
    paths = find_paths(COPIED_KINDS)
    for kind in reversed(COPIED_KINDS):
        below = reduce(or_, (Q(**{path: training}) for path in paths[kind.model]))
        kind.model._default_manager.filter(below).delete()


def find_paths(kinds: list[CopiedKind]) -> dict[type[Model], list[str]]:
    """The lookups from the rows of each kind to their training: by a parent that each row has or, where none is sure,
    by each of those that it may have. An exam has a subject or a training (docs/decisions/0033)."""
    paths: dict[type[Model], list[str]] = {Training: []}
    for kind in kinds:
        sure = [column for column in kind.under if column not in kind.optional]
        paths[kind.model] = [
            path for column in sure[:1] or kind.under for path in iterate_steps(column, paths[kind.under[column]])
        ]
    return paths


def iterate_steps(column: str, paths: list[str]) -> Iterator[str]:
    """The lookups through the parent in a column, whose own are `paths`: a training has none."""
    step = column.removesuffix("_id")
    yield from (f"{step}__{path}" for path in paths) if paths else [step]
