"""What an inspector looks at, each look on record.

A look is one event. The same look again within a minute, as by reloading a page, is the same look; a download is never
the same.
"""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from api.views import get_one_or_404
from core import clock
from core.dates.writing import format_day, write_english
from evidence.student_record.gathering import StudentRecord, gather_record
from evidence.student_record.handing_over import HandedRecord, prepare_record
from inspections.entering import build_visitor
from inspections.models import InspectorAccess
from inspections.querysets import list_enrollments, list_trainings
from inspections.sampling import draw_sample
from records.canonical import format_canonical_json
from records.models import Event
from records.services import EventDraft, record_events
from trainings.models import Enrollment, Training

SAME_LOOK = timedelta(minutes=1)


@dataclass(frozen=True)
class Filters:
    """What a list of enrollments is filtered by: part of a name, and an `Enrollment.State`; empty for all."""

    name: str = ""
    state: str = ""


def get_training(access: InspectorAccess, training_id: uuid.UUID) -> Training:
    """Raises NotFound for a training that the access does not name."""
    training: Training = get_one_or_404(list_trainings(access), pk=training_id)
    return training


def look_at_list(access: InspectorAccess, training: Training, filters: Filters) -> QuerySet[Any]:
    """The enrollments in a training, by name, with their progress; records the look."""
    facts = {name: text for name, text in (("search", filters.name), ("state", filters.state)) if text}
    record_look(access, EventDraft("inspection.list_viewed", training, {"access": str(access.pk), **facts}))
    rows = list_enrollments(access).filter(training=training)
    if filters.name:
        rows = rows.filter(Q(user__name__finds=filters.name) | Q(user__surname__finds=filters.name))
    if filters.state:
        rows = rows.in_state(filters.state)
    return select_shown(rows)


def look_at_sample(access: InspectorAccess, training: Training, seed: str) -> tuple[list[Any], int]:
    """Some enrollments of a training at random, and of how many; records the seed and what was drawn."""
    ids = list(list_enrollments(access).filter(training=training).values_list("pk", flat=True))
    drawn = draw_sample(ids, seed)
    facts = {"access": str(access.pk), "seed": seed, "drawn": [str(id) for id in drawn], "total": len(ids)}
    record_look(access, EventDraft("inspection.sampled", training, facts))
    rows = {row.pk: row for row in select_shown(list_enrollments(access).filter(pk__in=drawn))}
    return [rows[id] for id in drawn if id in rows], len(ids)


def select_shown(rows: Any) -> QuerySet[Any]:
    shown: QuerySet[Any] = rows.select_related("user", "company").with_progress(clock.now()).by_student_name()
    return shown


def look_at_record(access: InspectorAccess, enrollment_id: uuid.UUID) -> StudentRecord:
    """The record of an enrollment, as it was before this look. Raises NotFound for one that is not open to view."""
    enrollment: Enrollment = get_one_or_404(list_enrollments(access).for_student_record(), pk=enrollment_id)
    record = gather_record(enrollment)
    record_look(access, EventDraft("inspection.record_viewed", enrollment, {"access": str(access.pk)}))
    return record


def download_record(access: InspectorAccess, enrollment_id: uuid.UUID, format: str) -> HandedRecord:
    """The record as a file that names its reader on each page. The event has the digest of its manifest."""
    enrollment: Enrollment = get_one_or_404(list_enrollments(access).for_student_record(), pk=enrollment_id)
    file = prepare_record(enrollment, format, write_watermark(access))
    facts = {"access": str(access.pk), "format": format, "digest": file.manifest_digest}
    with transaction.atomic():
        draft = EventDraft("inspection.record_downloaded", enrollment, facts)
        record_events(draft, company_id=access.company_id, by=build_visitor(access))
    return file


def write_watermark(access: InspectorAccess) -> str:
    with write_english():
        day = format_day(access.company.local_date(clock.now()))
    return f"Copy for {access.inspector_name}, {access.authority}, {day}, access {access.reference}"


def record_look(access: InspectorAccess, draft: EventDraft) -> None:
    with transaction.atomic():
        if not is_repeated(access, draft.action, draft.obj, draft.payload):
            record_events(draft, company_id=access.company_id, by=build_visitor(access))


def is_repeated(access: InspectorAccess, action: str, obj: Model, payload: dict[str, Any]) -> bool:
    recent = Event.objects.about(obj).filter(company_id=access.company_id, at__gt=clock.now() - SAME_LOOK)
    return recent.filter(action=action, payload=format_canonical_json(payload)).exists()


def list_looks(access: InspectorAccess) -> QuerySet[Event]:
    """Everything that the ledger has about an access, newest first: what was done to it, and every look."""
    since = Event.objects.filter(company_id=access.company_id, at__gte=access.opened_at)
    looks = Q(action__startswith="inspection.", payload__contains=f'"access":"{access.pk}"')
    own = Q(object_type=access._meta.label_lower, object_id=str(access.pk))
    return since.filter(looks | own).order_by("-seq")
