"""What of a class is about one student: a class is signed and recorded with its whole roster.

Other students are left out of a student record, and one student out of a class when that student's record is deleted.

The digests and seals stay those of the complete content, so that the school can prove that nothing else was left out.
"""

import json
from typing import Any

from records.redactions import REDACTED_PAYLOAD

REDACTED = json.loads(REDACTED_PAYLOAD)
# The keys whose values list students: of the signed content, and of the events of a roster that changes.
ROSTERS = ("students", "added", "removed")


def is_about_another(payload: dict[str, Any], student: str) -> bool:
    """Whether the event of a class is about one other student of it, as an evaluation is, or was before that student's
    record was deleted."""
    return bool(payload.get("student", student) != student) or payload == REDACTED


def names_student(payload: dict[str, Any], student: str) -> bool:
    """Whether the event of a class mentions the student."""
    listed = [entry for key in ROSTERS for entry in payload.get(key) or []]
    named = {str(payload.get("student")), *map(get_student_id, listed), *(payload.get("attendance") or {})}
    return student in named


def redact_other_students(content: dict[str, Any], student: str) -> dict[str, Any]:
    """The signed content or event payload of a class, without every student but the one with this id."""
    kept = dict(content)
    for key in ROSTERS:
        if isinstance(kept.get(key), list):
            kept[key] = [entry for entry in kept[key] if get_student_id(entry) == student]
    if isinstance(kept.get("attendance"), dict):
        kept["attendance"] = {id: mark for id, mark in kept["attendance"].items() if id == student}
    names = kept.get("names")
    if isinstance(names, dict) and isinstance(names.get("people"), dict) and "students" in content:
        shown = {student, str(content.get("teacher"))}
        kept["names"] = {**names, "people": {id: name for id, name in names["people"].items() if id in shown}}
    return kept


def leave_out_student(content: dict[str, Any], student: str, enrollment: str = "") -> dict[str, Any]:
    """The signed content or event payload of a class, without the student with this id. Where entries name enrollments,
    as in signed content, only those of `enrollment` go: a student may be in a class twice, under a new enrollment."""
    kept = dict(content)
    for key in ROSTERS:
        if isinstance(kept.get(key), list):
            kept[key] = [entry for entry in kept[key] if not is_entry_of(entry, student, enrollment)]
    if isinstance(kept.get("attendance"), dict):
        kept["attendance"] = {id: mark for id, mark in kept["attendance"].items() if id != student}
    names, remaining = kept.get("names"), {get_student_id(entry) for entry in kept.get("students") or []}
    if isinstance(names, dict) and isinstance(names.get("people"), dict) and student not in remaining:
        kept["names"] = {**names, "people": {id: name for id, name in names["people"].items() if id != student}}
    return kept


def is_entry_of(entry: Any, student: str, enrollment: str) -> bool:
    if isinstance(entry, dict) and enrollment and "enrollment" in entry:
        return bool(entry["enrollment"] == enrollment)
    return get_student_id(entry) == student


def get_student_id(entry: Any) -> str:
    """An entry is the student's part of a signed content, or in an event the bare id."""
    return str(entry.get("student")) if isinstance(entry, dict) else str(entry)
