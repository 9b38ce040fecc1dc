"""What changed between two revisions, in sentences for managers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from hours.kinds import HourKind
from hours.wording import format_minutes
from revisions.content.comparing import ADDED, CHANGED, HOURS, REMOVED, Change

# The nouns of the parts of a syllabus, and of what differs in them. A part or a key of an app that has none is shown by
# its name.
PARTS: dict[str, str | Promise] = {
    "rules": gettext_lazy("training"),
    "metrics": gettext_lazy("metric"),
    "subjects": gettext_lazy("subject"),
    "lessons": gettext_lazy("lesson"),
    "exams": gettext_lazy("exam"),
    "missions": gettext_lazy("mission"),
}
ORDERS: dict[str, str | Promise] = {
    "metrics": gettext_lazy("The order of the metrics is different."),
    "subjects": gettext_lazy("The order of the subjects is different."),
    "lessons": gettext_lazy("The order of the lessons is different."),
    "exams": gettext_lazy("The order of the exams is different."),
    "missions": gettext_lazy("The order of the missions is different."),
}
KEYS: dict[str, str | Promise] = {
    "name": gettext_lazy("name"),
    "code": gettext_lazy("code"),
    "description": gettext_lazy("description"),
    "hours": gettext_lazy("hours"),
    "required_hours": gettext_lazy("required hours"),
    "subject": gettext_lazy("subject"),
    "lesson": gettext_lazy("lesson"),
    "minutes": gettext_lazy("minutes"),
    "mandatory": gettext_lazy("required"),
    "objectives": gettext_lazy("objectives"),
    "slides": gettext_lazy("slides"),
    "questions": gettext_lazy("questions"),
    "gates": gettext_lazy("gate exams"),
    "type": gettext_lazy("type"),
    "pass_percent": gettext_lazy("pass mark in %"),
    "question_count": gettext_lazy("questions drawn"),
    "duration_minutes": gettext_lazy("minutes"),
    "max_attempts": gettext_lazy("attempts allowed"),
    "instructions": gettext_lazy("instructions"),
    "access_mode": gettext_lazy("can be taken"),
    "access_window_days": gettext_lazy("days of access"),
    "show_answers": gettext_lazy("show answers"),
    "phase": gettext_lazy("phase"),
    "flight_type": gettext_lazy("flight type"),
    "rules": gettext_lazy("flight rules"),
    "has_theory": gettext_lazy("theory"),
    "has_flights": gettext_lazy("flights"),
    "uses_competencies": gettext_lazy("competencies"),
    "uses_metrics": gettext_lazy("metrics"),
    "tracks_time_online": gettext_lazy("time online"),
    "requires_debriefing_signature": gettext_lazy("signed debriefings"),
    "auto_finish": gettext_lazy("finishes automatically"),
    "allow_auto_restart": gettext_lazy("lessons may be started again"),
    "validity_days": gettext_lazy("valid for days"),
}
REFERENCES = {"subject", "lesson"}  # whose values are ids


def list_change_sentences(changes: Iterable[Mapping[str, Any]]) -> list[str]:
    """A sentence for each change as it is stored with a revision."""
    return [describe_change(Change(**change)) for change in changes]


def describe_change(change: Change) -> str:
    """`Changed: lesson “Fronts” (050 Meteorology): minutes from 60 to 90, slides`."""
    values = {"item": describe_item(change), "differences": describe_fields(change.fields)}
    if change.change == ADDED:
        return gettext("Added: %(item)s") % values
    if change.change == REMOVED:
        return gettext("Removed: %(item)s") % values
    if change.change == CHANGED:
        return gettext("Changed: %(item)s: %(differences)s") % values
    order = ORDERS.get(change.part)
    return str(order) if order else gettext("The order of the %(part)s is different.") % {"part": change.part}


def describe_item(change: Change) -> str:
    noun = str(PARTS.get(change.part, change.part))
    values = {"noun": noun, "name": change.name, "group": change.group}
    if change.group:
        # Translators: a part of a syllabus and its subject: lesson “Fronts” (050 Meteorology).
        return gettext("%(noun)s “%(name)s” (%(group)s)") % values
    return gettext("%(noun)s “%(name)s”") % values


def describe_fields(fields: Mapping[str, Any]) -> str:
    return ", ".join(describe_field(key, pair) for key, pair in fields.items())


def describe_field(key: str, pair: Any) -> str:
    part, _dot, kind = key.partition(".")
    if part == HOURS and kind:
        return describe_hours(kind, pair)
    label = str(KEYS.get(key, key))
    if pair is None or key in REFERENCES:
        return label
    before, after = (format_value(value) for value in pair)
    # Translators: what differs, with the values before and after: minutes from 60 to 90.
    return gettext("%(key)s from %(before)s to %(after)s") % {"key": label, "before": before, "after": after}


def describe_hours(key: str, pair: Any) -> str:
    """`required hours “Dual” from 25 h to 30 h`; of the paragraph beside them, only that it changed."""
    kind, _dot, note = key.partition(".")
    label = str(HourKind(kind).label) if kind in HourKind.values else kind
    if note or pair is None:
        return gettext("paragraph of the required hours “%(kind)s”") % {"kind": label}
    before, after = (format_minutes(value) if value else "—" for value in pair)
    # Translators: a kind of required hours, and how many there were and are: required hours “Dual” from 25 h to 30 h.
    text = gettext("required hours “%(kind)s” from %(before)s to %(after)s")
    return text % {"kind": label, "before": before, "after": after}


def format_value(value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return "—" if value in (None, "") else str(value)
