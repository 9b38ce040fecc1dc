"""A class is signed with its whole roster; the record of one student tells of that student alone.

The digests and seals stay those of the whole, so that the school can show that nothing else was taken out.
"""

from typing import Any


def is_about_another(payload: dict[str, Any], student: str) -> bool:
    """An event that was about one other student of the class."""
    return payload.get("student", student) != student


def names_student(payload: dict[str, Any], student: str) -> bool:
    """An event of a class that tells of this student."""
    listed = [entry for name in ("students", "added", "removed") for entry in payload.get(name) or []]
    named = {str(payload.get("student")), *map(get_student_id, listed), *(payload.get("attendance") or {})}
    return student in named


def redact_other_students(content: dict[str, Any], student: str) -> dict[str, Any]:
    """`content`, signed or recorded of a class, without what it says of students other than the one with this id."""
    kept = dict(content)
    for key in ("students", "added", "removed"):
        if isinstance(kept.get(key), list):
            kept[key] = [entry for entry in kept[key] if get_student_id(entry) == student]
    if isinstance(kept.get("attendance"), dict):
        kept["attendance"] = {id: mark for id, mark in kept["attendance"].items() if id == student}
    names = kept.get("names")
    if isinstance(names, dict) and isinstance(names.get("people"), dict) and "students" in content:
        seen = {student, str(content.get("teacher"))}
        kept["names"] = {**names, "people": {id: name for id, name in names["people"].items() if id in seen}}
    return kept


def get_student_id(entry: Any) -> str:
    return str(entry.get("student")) if isinstance(entry, dict) else str(entry)
