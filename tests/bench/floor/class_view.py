"""`GET /trainings/onsite/class/{id}.json`, for the teacher of a class of a lesson, with a session token.

Classes of exams have attempts besides, which Load School has none of.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.bench.floor.my_trainings import write_lesson_class
from tests.bench.floor.requests import Asked, Caller, Connection, Row
from tests.bench.floor.wire import write_id, write_moment, write_person

CLASS = """
    SELECT c.*, s.name AS subject, s.code, t.id AS training_id, t.name AS training, t.type, t.uses_competencies,
        t.uses_metrics, l.name AS lesson, l.duration_minutes AS lesson_minutes, u.name, u.surname, u.photo,
        p.name AS place, p.address, ARRAY(
            SELECT json_build_object('id', m.id, 'name', m.name) FROM trainings_metric m
            WHERE m.training_id = t.id ORDER BY m."order", m.id) AS metrics, ARRAY(
            SELECT json_build_object('id', o.id, 'name', o.name, 'description', o.description)
            FROM trainings_learningobjective o WHERE o.lesson_id = l.id ORDER BY o."order", o.id) AS objectives
    FROM onsite_classsession c JOIN trainings_subject s ON s.id = c.subject_id
        JOIN trainings_training t ON t.id = s.training_id JOIN trainings_lesson l ON l.id = c.lesson_id
        JOIN accounts_user u ON u.id = c.teacher_id LEFT JOIN locations_location p ON p.id = c.location_id
    WHERE c.id = %s AND c.company_id = %s AND c.deleted_at IS NULL AND c.teacher_id = %s"""
ROSTER = """
    SELECT a.*, e.user_id, u.name, u.surname, u.photo FROM onsite_attendance a
        JOIN trainings_enrollment e ON e.id = a.enrollment_id JOIN accounts_user u ON u.id = e.user_id
    WHERE a.class_session_id = %s ORDER BY u.surname, u.name, e.user_id, a.id"""


def answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    row = connection.execute(CLASS, [asked.id, caller.company_id, caller.id]).fetchone()
    if row is None:
        return None
    roster = connection.execute(ROSTER, [asked.id]).fetchall()
    people = [write_person(one["user_id"], one["name"], one["surname"], one["photo"]) for one in roster]
    is_open, is_late = find_period(row, caller)
    return {
        "class": {**write_class(row), "Student": people},
        "attendances": [write_row(one, person) for one, person in zip(roster, people, strict=True)],
        "attempts": [],
        "editable": is_open and not is_late,
        "signable": is_open,
    }


def find_period(row: Row, caller: Caller) -> tuple[bool, bool]:
    """Whether the class can be signed, and whether the time for recording is over."""
    now = datetime.now(UTC)
    is_early = now < row["starts_at"] - timedelta(hours=caller.class_opens_hours_before)
    is_late = now > row["starts_at"] + timedelta(days=caller.class_closes_days_after)
    return row["signed_at"] is None and not is_early, is_late


def write_class(row: Row) -> Row:
    return {
        "LessonClass": {**write_lesson_class(row), "signed_at": write_moment(row["signed_at"])},
        "TrainingSubject": {"id": str(row["subject_id"]), "name": row["subject"], "code": row["code"]},
        "Training": {
            "id": str(row["training_id"]),
            "name": row["training"],
            "type": row["type"],
            "competencies": row["uses_competencies"],
            "metrics": row["uses_metrics"],
            "Metric": row["metrics"],
        },
        "TrainingSubjectLesson": {
            "id": str(row["lesson_id"]),
            "name": row["lesson"],
            "minutes": row["lesson_minutes"],
            "LearningObjective": row["objectives"],
        },
        "TrainingSubjectExam": None,
        "Teacher": write_person(row["teacher_id"], row["name"], row["surname"], row["photo"]),
        "Location": write_place(row),
    }


def write_place(row: Row) -> Row | None:
    id = write_id(row["location_id"])
    return {"id": id, "name": row["place"], "address": row["address"] or None} if id else None


def write_row(row: Row, person: Row) -> Row:
    attendance = {
        "id": str(row["id"]),
        "user_id": str(row["user_id"]),
        "enrollment_id": str(row["enrollment_id"]),
        "value": row["is_present"],
        "time": row["seconds"],
        "remarks": row["remarks"],
        "measures": row["measures"],
        "exam_value": row["is_passed"],
        "exam_rating": row["exam_rating"] or None,
        "code": row["code"] or None,
    }
    return {"TrainingSubjectAttendance": attendance, "User": person}
