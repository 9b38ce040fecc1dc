"""How often what a feed shows of a class has changed, and when it last did, according to the ledger.

Calendar programs replace an event only by one with a higher SEQUENCE (RFC 5545, 3.8.7.4), so the number must grow with
each change and must never decrease.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from accounts.models import User
from onsite.models import ClassSession
from records.models import Event
from trainings.models import Subject

# The objects whose columns a feed shows with a class, by their names in the payload of its events.
SHOWN_OBJECTS = {
    "subject": "trainings.subject",
    "lesson": "trainings.lesson",
    "exam": "exams.exam",
    "teacher": "accounts.user",
    "location": "locations.location",
}
TRAINING = "trainings.training"
REVISIONS = ("class.changed", "class.deleted")
# Acts on these objects that do not change what a feed shows of them.
UNSHOWN_ACTIONS = ("login.failed", "password.changed", "lesson.completed", "questions.imported", "syllabus.reordered")

ObjectReference: TypeAlias = tuple[str, str]  # type and id of an object, as in the ledger


@dataclass
class History:
    """Of one class: how often it was changed, the moments of its events, and the objects it has ever shown.

    Changes of an object still count when the class no longer shows it: otherwise the count would decrease.
    """

    times: int = 0
    moments: list[datetime] = field(default_factory=list)
    objects: set[ObjectReference] = field(default_factory=set)


def read_histories(user: User, sessions: Sequence[ClassSession]) -> dict[uuid.UUID, History]:
    """The history of each of the classes, by id. Three queries."""
    histories = {
        str(session.pk): History(objects=set(iterate_references(read_present_facts(session)))) for session in sessions
    }
    ledger = Event.objects.filter(company_id=user.company_id).order_by()
    own = ledger.filter(object_type=ClassSession._meta.label_lower, object_id__in=list(histories))
    for id, action, at, payload in own.values_list("object_id", "action", "at", "payload"):
        add_event(histories[id], action, at, json.loads(payload))
    add_trainings(histories.values())
    if sessions:
        events = ledger.filter(at__gte=min(session.created_at for session in sessions)).exclude(
            action__in=UNSHOWN_ACTIONS
        )
        changes = index_changes({reference for history in histories.values() for reference in history.objects}, events)
        for session in sessions:
            add_changes(histories[str(session.pk)], changes, since=session.created_at)
    return {session.pk: histories[str(session.pk)] for session in sessions}


def read_present_facts(session: ClassSession) -> dict[str, Any]:
    return {name: getattr(session, f"{name}_id") for name in SHOWN_OBJECTS}


def iterate_references(facts: Mapping[str, Any]) -> Iterable[ObjectReference]:
    return ((type, str(facts[name])) for name, type in SHOWN_OBJECTS.items() if facts.get(name))


def add_event(history: History, action: str, at: datetime, payload: dict[str, Any]) -> None:
    history.times += action in REVISIONS
    history.moments.append(at)
    history.objects |= set(iterate_references(payload)) | set(iterate_references(payload.get("changed") or {}))


def add_trainings(histories: Iterable[History]) -> None:
    """Adds the training of each subject, whose name a feed shows too."""
    by_subject: dict[str, list[History]] = defaultdict(list)
    for history in histories:
        for type, id in history.objects:
            if type == SHOWN_OBJECTS["subject"]:
                by_subject[id].append(history)
    for subject, training in Subject.objects.filter(pk__in=by_subject).values_list("pk", "training"):
        for history in by_subject[str(subject)]:
            history.objects.add((TRAINING, str(training)))


def index_changes(objects: set[ObjectReference], events: Any) -> dict[ObjectReference, list[datetime]]:
    """The moments of the events of each object."""
    ids = {id for _, id in objects}
    changes: dict[ObjectReference, list[datetime]] = defaultdict(list)
    rows = events.filter(object_type__in=[*SHOWN_OBJECTS.values(), TRAINING], object_id__in=ids)
    for type, id, at in rows.values_list("object_type", "object_id", "at"):
        changes[type, id].append(at)
    return changes


def add_changes(history: History, changes: Mapping[ObjectReference, list[datetime]], *, since: datetime) -> None:
    moments = [at for reference in history.objects for at in changes.get(reference, ()) if at >= since]
    history.times += len(moments)
    history.moments += moments
