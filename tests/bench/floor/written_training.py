"""What the training view says of the syllabus. `done` has the items that are done, and whether each was credited."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from tests.bench.floor.requests import Row
from tests.bench.floor.wire import write_id

Done = dict[UUID, bool]


def write_subjects(kinds: dict[str, list[Row]], done: Done, training_id: UUID) -> list[Row]:
    lessons, exams = group_by_subject(kinds["lesson"]), group_by_subject(kinds["exam"])
    return [write_subject(row, training_id, lessons[row["id"]], exams[row["id"]], done) for row in kinds["subject"]]


def group_by_subject(rows: list[Row]) -> dict[UUID, list[Row]]:
    groups: dict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["subject_id"]].append(row)
    return groups


def write_subject(row: Row, training_id: UUID, lessons: list[Row], exams: list[Row], done: Done) -> Row:
    return {
        "id": str(row["id"]),
        "training_id": str(training_id),
        "code": row["tie"],
        "name": row["name"],
        "hours": float(row["hours"]),
        "lessons": len(lessons),
        "teacher_id": write_id(row["teacher_id"]),
        "TrainingSubjectLesson": [write_lesson(lesson, done) for lesson in lessons],
        "TrainingSubjectExam": [write_exam(exam, done) for exam in exams],
        "Progress": write_subject_progress(lessons, exams, done),
    }


def write_lesson(row: Row, done: Done) -> Row:
    return {
        "id": str(row["id"]),
        "training_subject_id": str(row["subject_id"]),
        "name": row["name"],
        "minutes": row["minutes"],
        "mandatory": row["is_mandatory"],
        "order": row["order"],
        "credited": done.get(row["id"], False),
    }


def write_exam(row: Row, done: Done) -> Row:
    return {
        "id": str(row["id"]),
        "training_subject_id": str(row["subject_id"]),
        "name": row["name"],
        "type": row["type"],
        "mandatory": row["is_mandatory"],
        "order": row["order"],
        "completed": row["id"] in done,
        "credited": done.get(row["id"], False),
    }


def write_subject_progress(lessons: list[Row], exams: list[Row], done: Done) -> Row:
    required = [row["id"] in done for row in (*lessons, *exams) if row["is_mandatory"]]
    of_lessons = {str(row["id"]): row["id"] in done for row in lessons}
    return {**build_progress(len(required), sum(required)), "lessons": of_lessons}


def write_progress_of(subjects: list[Row]) -> Row:
    parts = [subject["Progress"] for subject in subjects]
    return build_progress(sum(part["total"] for part in parts), sum(part["completed"] for part in parts))


def build_progress(total: int, completed: int) -> Row:
    return {"total": total, "completed": completed, "finished": total > 0 and total == completed}


def write_missions(missions: list[Row], done: Done) -> list[Row]:
    return [write_mission(row, done) for row in missions]


def write_mission(row: Row, done: Done) -> Row:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "order": row["order"],
        "flight_type": row["type"],
        "rules": row["rules"],
        "hours": float(row["hours"]),
        "completed": row["id"] in done,
        "credited": done.get(row["id"], False),
    }


def write_flight_types(missions: list[Row], done: Done, flown: list[Row]) -> Row:
    types: dict[str, dict[str, Any]] = defaultdict(lambda: {"missions": 0, "completed": 0, "time": 0})
    for row in missions:
        types[row["type"]]["missions"] += 1
        types[row["type"]]["completed"] += row["id"] in done
    for record in flown:
        types[record["flight_type"]]["time"] += record["seconds"]
    return dict(types)
