"""How often what a feed's event shows has changed, and when it last did: the ledger's word."""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from onsite.models import ClassSession
from records.models import Event
from trainings.models import Subject

# What an event shows beside the class itself, by its name in the ledger's facts of a class.
SHOWN_OBJECTS = {
    "subject": "trainings.subject",
    "lesson": "trainings.lesson",
    "exam": "exams.exam",
    "teacher": "accounts.user",
    "location": "locations.location",
}
TRAINING = "trainings.training"
REVISIONS = ("class.changed", "class.deleted")
# Happens to things and people that are shown, without a change of what is shown of them.
UNSHOWN_ACTIONS = ("login.failed", "password.changed", "lesson.completed", "questions.imported", "syllabus.reordered")

ObjectReference = tuple[str, str]  # type and id of an object, as the ledger has them


@dataclass
class History:
    """Of one class: how often it was changed, when something last happened to it, and what it has ever shown.

    Of the things it showed once no change is forgotten when it shows others: a count of changes never goes down.
    """

    times: int = 0
    moments: list[datetime] = field(default_factory=list)
    things: set[ObjectReference] = field(default_factory=set)


def read_histories(user: User, sessions: Sequence[ClassSession]) -> dict[uuid.UUID, History]:
    """Of each of the school's classes. Three queries."""
    found = {
        str(session.pk): History(things=set(iterate_references(read_present_facts(session)))) for session in sessions
    }
    ledger = Event.objects.filter(company_id=user.company_id).order_by()
    own = ledger.filter(object_type=ClassSession._meta.label_lower, object_id__in=list(found))
    for id, action, at, payload in own.values_list("object_id", "action", "at", "payload"):
        add_event(found[id], action, at, json.loads(payload))
    add_trainings(found.values())
    if sessions:
        seen = ledger.filter(at__gte=min(session.created_at for session in sessions)).exclude(
            action__in=UNSHOWN_ACTIONS
        )
        changes = index_changes({thing for history in found.values() for thing in history.things}, seen)
        for session in sessions:
            add_changes(found[str(session.pk)], changes, since=session.created_at)
    return {session.pk: found[str(session.pk)] for session in sessions}


def read_present_facts(session: ClassSession) -> dict[str, Any]:
    return {name: getattr(session, f"{name}_id") for name in SHOWN_OBJECTS}


def iterate_references(facts: Mapping[str, Any]) -> Iterable[ObjectReference]:
    return ((type, str(facts[name])) for name, type in SHOWN_OBJECTS.items() if facts.get(name))


def add_event(history: History, action: str, at: datetime, payload: dict[str, Any]) -> None:
    history.times += action in REVISIONS
    history.moments.append(at)
    history.things |= set(iterate_references(payload)) | set(iterate_references(payload.get("changed") or {}))


def add_trainings(histories: Iterable[History]) -> None:
    """An event shows the training of its subject too."""
    by_subject: dict[str, list[History]] = defaultdict(list)
    for history in histories:
        for type, id in history.things:
            if type == SHOWN_OBJECTS["subject"]:
                by_subject[id].append(history)
    for subject, training in Subject.objects.filter(pk__in=by_subject).values_list("pk", "training"):
        for history in by_subject[str(subject)]:
            history.things.add((TRAINING, str(training)))


def index_changes(things: set[ObjectReference], events: Any) -> dict[ObjectReference, list[datetime]]:
    """When something happened to each of the things."""
    ids = {id for _, id in things}
    changes: dict[ObjectReference, list[datetime]] = defaultdict(list)
    rows = events.filter(object_type__in=[*SHOWN_OBJECTS.values(), TRAINING], object_id__in=ids)
    for type, id, at in rows.values_list("object_type", "object_id", "at"):
        changes[type, id].append(at)
    return changes


def add_changes(history: History, changes: Mapping[ObjectReference, list[datetime]], *, since: datetime) -> None:
    moments = [at for thing in history.things for at in changes.get(thing, ()) if at >= since]
    history.times += len(moments)
    history.moments += moments
