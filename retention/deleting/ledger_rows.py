"""What of the ledger tells of a record: the events and signatures that are about it alone, and its part of others."""

import json
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from evidence.student_record.events import CLASS, is_about, list_training_classes
from evidence.student_record.privacy import leave_out_student, names_student
from onsite.models import Attendance
from records.canonical import format_canonical_json
from records.models import Event, Revocation, Signature
from records.redactions import NOBODY, REDACTED_PAYLOAD, REDACTING_ACTIONS, Redaction
from retention.deleting.tables import TABLES
from trainings.models import Enrollment

DELETED_STATE = format_canonical_json(None)
# The objects of which a record consists; every other one outlives it.
OWN_TYPES = frozenset(table.model._meta.label_lower for table in TABLES)


@dataclass(frozen=True)
class RecordTrace:
    """The enrollment, the ids of its objects, and the classes in which it is on the roster; read before the deletion.

    `shared` are those of the classes that another enrollment of the same student is in, too.
    """

    enrollment: Enrollment
    object_ids: frozenset[str]
    classes: frozenset[str]
    shared: frozenset[str]

    @property
    def student(self) -> str:
        return str(self.enrollment.user_id)


def trace_record(enrollment: Enrollment, object_ids: Collection[str]) -> RecordTrace:
    own = Attendance.objects.filter(enrollment=enrollment).values_list("class_session_id", flat=True)
    classes = frozenset(map(str, own))
    others = Attendance.objects.filter(class_session__in=[uuid.UUID(id) for id in classes])
    others = others.filter(enrollment__user=enrollment.user_id).exclude(enrollment=enrollment)
    shared = frozenset(map(str, others.values_list("class_session_id", flat=True)))
    return RecordTrace(enrollment, frozenset(object_ids), classes, shared)


def list_redactions(trace: RecordTrace) -> list[Redaction]:
    """Every redaction that the deletion of the record takes."""
    own = list(list_own_events(trace))
    redactions = [redact_whole(event, trace) for event in own]
    redactions += [redact_class_event(event, trace) for event in list_class_events(trace)]
    redactions += [redact_foreign_event(event, trace) for event in list_foreign_events(trace)]
    object_ids = trace.object_ids | {event.object_id for event in own}
    return [*redactions, *redact_signatures(trace, object_ids), *redact_signing(trace, object_ids)]


def list_own_events(trace: RecordTrace) -> Iterator[Event]:
    """The events about the record alone: those that name one of its objects or, as those of flights that were deleted
    earlier, its enrollment; and all others about the same objects."""
    rows = Event.objects.filter(company_id=trace.enrollment.company_id, object_type__in=OWN_TYPES)
    named = Q(object_id__in=trace.object_ids) | Q(payload__contains=str(trace.enrollment.pk))
    found = list(rows.filter(named))
    further = {event.object_id for event in found} - trace.object_ids
    yield from found
    yield from rows.filter(object_id__in=further).exclude(pk__in=[event.pk for event in found])


def list_foreign_events(trace: RecordTrace) -> QuerySet[Event]:
    """The events about something else that name the enrollment: a training of which an inspector drew a sample, a
    dossier of which items were credited."""
    rows = Event.objects.filter(company_id=trace.enrollment.company_id, payload__contains=str(trace.enrollment.pk))
    rows = rows.exclude(object_type__in=[CLASS, *OWN_TYPES])
    foreign: QuerySet[Event] = rows.exclude(action__in=REDACTING_ACTIONS)
    return foreign


def list_class_events(trace: RecordTrace) -> list[Event]:
    """The events of classes that name the student: of those that the enrollment is in, and of those it once was in."""
    enrollment = trace.enrollment
    rows = Event.objects.filter(company_id=enrollment.company_id, object_type=CLASS)
    rows = rows.filter(object_id__in=list_training_classes(enrollment), payload__contains=f'"{trace.student}"')
    return [event for event in rows if is_part_of_record(event, trace)]


def is_part_of_record(event: Event, trace: RecordTrace) -> bool:
    if event.object_id in trace.classes - trace.shared:
        return names_student(json.loads(event.payload), trace.student)
    return is_about(event, trace.enrollment)


def redact_whole(event: Event, trace: RecordTrace) -> Redaction:
    """The state goes, too, unless it says that the object was deleted, as a flight recorded by mistake was."""
    state = event.state if event.state == DELETED_STATE else ""
    return Redaction(event, {"payload": REDACTED_PAYLOAD, "state": state, **hide_actor(event, trace)})


def redact_foreign_event(event: Event, trace: RecordTrace) -> Redaction:
    """Loses the ids of the record; what else it says, and its state, are about an object that stays."""
    kept = format_canonical_json(leave_out_ids(json.loads(event.payload), trace.object_ids))
    is_left = str(trace.enrollment.pk) in kept  # deeper in the payload than this knows
    return Redaction(event, {"payload": REDACTED_PAYLOAD if is_left else kept})


def leave_out_ids(payload: dict[str, Any], ids: Collection[str]) -> dict[str, Any]:
    """A payload without the entries of lists that are one of these ids, and without the keys whose value is one."""
    kept: dict[str, Any] = {}
    for key, value in payload.items():
        if isinstance(value, list):
            kept[key] = [entry for entry in value if str(entry) not in ids]
        elif str(value) not in ids:
            kept[key] = value
    return kept


def redact_class_event(event: Event, trace: RecordTrace) -> Redaction:
    """An event about this student alone, as an evaluation is, loses all that it says; any other one the student."""
    payload = json.loads(event.payload)
    is_own = payload.get("student") == trace.student
    kept = REDACTED_PAYLOAD if is_own else format_canonical_json(leave_out_student(payload, trace.student))
    return Redaction(event, {"payload": kept, **hide_actor(event, trace)})


def hide_actor(event: Event, trace: RecordTrace) -> dict[str, Any]:
    """What the student did is nobody's act afterwards; what a manager or an instructor did stays theirs."""
    return {"actor_id": None, "actor_name": NOBODY} if event.actor_id == trace.enrollment.user_id else {}


def redact_signatures(trace: RecordTrace, object_ids: Collection[str]) -> Iterator[Redaction]:
    """The content of signatures under objects of the record goes, with the reasons for which they were revoked; the
    signatures of classes lose the student."""
    enrollment = str(trace.enrollment.pk)
    rows = Signature.objects.filter(company_id=trace.enrollment.company_id)
    for signature in rows.filter(object_id__in=object_ids).exclude(object_type=CLASS):
        is_own = signature.signer_id == trace.enrollment.user_id  # as under a debriefing
        name = {"signer_name": NOBODY} if is_own else {}
        yield Redaction(signature, {"content": REDACTED_PAYLOAD, **name})
    for revocation in Revocation.objects.filter(signature__object_id__in=object_ids).exclude(
        signature__object_type=CLASS
    ):
        yield Redaction(revocation, {"reason": ""})
    for signature in rows.filter(object_type=CLASS, content__contains=enrollment):
        kept = leave_out_student(json.loads(signature.content), trace.student, enrollment)
        yield Redaction(signature, {"content": format_canonical_json(kept)})


def redact_signing(trace: RecordTrace, object_ids: Collection[str]) -> Iterator[Redaction]:
    """The events of the student's own signatures say nothing but who signed: they lose that, and keep the digest."""
    own = Signature.objects.filter(object_id__in=object_ids, signer=trace.enrollment.user_id)
    ids = [str(pk) for pk in own.values_list("pk", flat=True)]
    for event in Event.objects.filter(company_id=trace.enrollment.company_id, object_id__in=ids):
        yield Redaction(event, hide_actor(event, trace))
