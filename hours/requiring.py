"""Stating the hours that a training requires."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.dates.writing import write_english
from core.exceptions import InvalidInput, NotFound
from hours.kinds import GROUND_KINDS, ORDER, HourKind
from hours.models import MAX_NOTE, MAX_REQUIRED_MINUTES, RequiredHours
from hours.querysets import RequiredHoursQuerySet
from records.services import EventDraft, record_events
from records.versions import Version, check_version
from trainings.enrollment_acts.choosing import check_manager
from trainings.models import Subject, Training
from trainings.syllabus.freezing import check_syllabus_is_editable

MAX_ROWS = 200


@dataclass(frozen=True)
class HoursInput:
    """Minutes of one kind, in one subject or in all, and the paragraph that asks for them."""

    kind: str
    minutes: int
    subject_id: uuid.UUID | None = None
    note: str = ""


def set_required_hours(
    *, training_id: uuid.UUID, rows: Sequence[HoursInput], version: Version | None = None, by: User
) -> None:
    """Replaces the required hours of a training. Without a difference nothing is stored.

    Raises Forbidden for anybody but a manager; NotFound for a training that the manager does not see; Conflict for a
    published one; InvalidInput, by
    `rows.{place}.{field}`, for a kind that is unknown or given twice, a subject of another training or of a kind that
    no subject has hours of, and minutes or notes out of bounds; Stale when they have been changed since the version,
    which is that of `write_content`.
    """
    check_manager(by)
    with transaction.atomic():
        visible = Training.objects.visible_to(by)
        # The training is locked, so that of two managers the second replaces what the first has stored.
        training = visible.select_for_update(of=("self",), no_key=True).filter(pk=training_id).first()
        if training is None:
            raise NotFound
        check_syllabus_is_editable([training.pk])
        check_rows(training, rows)
        before = list_required_hours(training)
        check_version(version, write_content(before))
        if {read_input(row) for row in before} != set(rows):
            replace_rows(training, before, rows, by)


def list_required_hours(training: Training) -> list[RequiredHours]:
    """Those of a training with their subjects, in the order in which they are shown: of the whole training first."""
    return sort_required_hours(RequiredHours.objects.live().filter(training=training).select_related("subject"))


def sort_required_hours(rows: RequiredHoursQuerySet) -> list[RequiredHours]:
    def find_place(row: RequiredHours) -> tuple[bool, int, str, int]:
        subject = row.subject
        return (subject is not None, subject.order if subject else 0, subject.code if subject else "", ORDER[row.kind])

    return sorted(rows, key=find_place)


def read_input(row: RequiredHours) -> HoursInput:
    return HoursInput(row.kind, row.minutes, row.subject_id, row.note)


def check_rows(training: Training, rows: Sequence[HoursInput]) -> None:
    if len(rows) > MAX_ROWS:
        raise InvalidInput.for_field("rows", _("At most %(limit)s rows.") % {"limit": MAX_ROWS})
    subjects = set(Subject.objects.live().filter(training=training).values_list("pk", flat=True))
    errors: dict[str, list[str]] = {}
    seen: set[tuple[str, uuid.UUID | None]] = set()
    for place, row in enumerate(rows):
        for field, text in explain_row(row, subjects, seen).items():
            errors[f"rows.{place}.{field}"] = [text]
        seen.add((row.kind, row.subject_id))
    if errors:
        raise InvalidInput(errors=errors)


def explain_row(row: HoursInput, subjects: set[uuid.UUID], seen: set[tuple[str, uuid.UUID | None]]) -> dict[str, str]:
    """What is wrong with a row, by field."""
    errors = {}
    if row.kind not in HourKind.values:
        errors["kind"] = _("There is no such kind of hours.")
    elif (row.kind, row.subject_id) in seen:
        errors["kind"] = _("These hours are given twice.")
    if row.subject_id is not None and row.subject_id not in subjects:
        errors["subject"] = _("The training has no subject with this id.")
    elif row.subject_id is not None and row.kind not in GROUND_KINDS:
        errors["subject"] = _("Only hours of ground school are required by subject.")
    if not 1 <= row.minutes <= MAX_REQUIRED_MINUTES:
        limit = MAX_REQUIRED_MINUTES // 60
        errors["hours"] = _("Write a number of hours, more than none and at most %(limit)s.") % {"limit": limit}
    if len(row.note) > MAX_NOTE:
        errors["note"] = _("At most %(limit)s characters.") % {"limit": MAX_NOTE}
    return errors


def replace_rows(training: Training, before: list[RequiredHours], rows: Sequence[HoursInput], by: User) -> None:
    texts_before = write_rows(before)
    RequiredHours.objects.live().filter(training=training).delete()
    RequiredHours.objects.bulk_create(
        RequiredHours(training=training, kind=row.kind, subject_id=row.subject_id, minutes=row.minutes, note=row.note)
        for row in rows
    )
    payload = {
        "name": training.name,
        "required_before": texts_before,
        "required": write_rows(list_required_hours(training)),
    }
    record_events(EventDraft("training.hours_required", training, payload), company_id=by.company_id, by=by)


def write_content(rows: Sequence[RequiredHours]) -> dict[str, list[str]]:
    return {"required": write_rows(rows)}


def write_rows(rows: Sequence[RequiredHours]) -> list[str]:
    """As the ledger stores them: in English."""
    with write_english():
        return [f"{row} ({row.note})" if row.note else str(row) for row in rows]
