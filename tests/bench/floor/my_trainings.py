"""`GET /trainings.json`"""

from typing import Any
from zoneinfo import ZoneInfo

from tests.bench.floor.progress import COUNTS, COUNTS_JOINED, PROGRESS, write_progress
from tests.bench.floor.requests import Asked, Caller, Connection, to_seconds
from tests.bench.floor.wire import write_day_seconds, write_id, write_moment, write_page, write_person, write_state

PAGE = 30
TRAININGS = f"""
    WITH page AS MATERIALIZED (
        SELECT e.id, e.training_id, e.supervisor_id, e.flight_phase, e.created_at, e.finished_at, e.withdrawn_at,
            e.withdrawn_on, e.paused_at, e.paused_on, t.name, t.type, t.is_active, t.has_theory, t.has_flights,
            t.tracks_time_online, t.validity_days, t.revision, count(*) OVER () AS rows_in_all
        FROM trainings_enrollment e JOIN trainings_training t ON t.id = e.training_id
        WHERE e.user_id = %s AND e.company_id = %s ORDER BY e.created_at DESC, e.id DESC LIMIT %s),
    {PROGRESS},
    subjects AS (
        SELECT s.training_id, count(*) AS subjects_count FROM trainings t JOIN trainings_subject s
        ON s.training_id = t.id WHERE s.deleted_at IS NULL GROUP BY s.training_id)
    SELECT p.*, coalesce(s.subjects_count, 0) AS subjects_count, {COUNTS}
    FROM page p {COUNTS_JOINED} LEFT JOIN subjects s ON s.training_id = p.training_id
    ORDER BY p.created_at DESC, p.id DESC"""
TAUGHT = """
    SELECT s.id, s.code, s.name, s.hours, t.id AS training_id, t.name AS training, (
        SELECT count(*) FROM trainings_lesson l WHERE l.subject_id = s.id AND l.deleted_at IS NULL) AS lessons
    FROM trainings_subject s JOIN trainings_training t ON t.id = s.training_id
    WHERE s.teacher_id = %s AND s.deleted_at IS NULL AND t.is_active AND NOT t.is_template
    ORDER BY t.name, s."order", s.code, s.id"""
# OFFSET 0 keeps the planner from reading all attendance, which it does once it no longer knows how few rows one has.
CLASSES = """
    SELECT c.*, s.name AS subject, l.name AS lesson, l.subject_id AS lesson_subject_id, x.name AS exam,
        x.subject_id AS exam_subject_id, u.name, u.surname, u.photo
    FROM onsite_classsession c JOIN trainings_subject s ON s.id = c.subject_id
        JOIN accounts_user u ON u.id = c.teacher_id LEFT JOIN trainings_lesson l ON l.id = c.lesson_id
        LEFT JOIN exams_exam x ON x.id = c.exam_id
    WHERE c.id IN (
        SELECT a.class_session_id FROM trainings_enrollment e CROSS JOIN LATERAL (
            SELECT a.class_session_id FROM onsite_attendance a
            WHERE a.enrollment_id = e.id AND a.starts_at >= now() OFFSET 0) a
        WHERE e.user_id = %(user)s
        UNION SELECT o.id FROM onsite_classsession o WHERE o.teacher_id = %(user)s AND o.starts_at >= now())
    AND c.company_id = %(company)s AND c.deleted_at IS NULL ORDER BY c.starts_at, c.id LIMIT 30"""


def answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    limit = asked.limit or PAGE
    rows = connection.execute(TRAININGS, [caller.id, caller.company_id, limit]).fetchall()
    taught = connection.execute(TAUGHT, [caller.id]).fetchall() if caller.is_staff else []
    classes = connection.execute(CLASSES, {"user": caller.id, "company": caller.company_id}).fetchall()
    zone = caller.zone
    return {
        "trainings": [{"Training": write_training(row, zone)} for row in rows],
        "teacher": [write_taught(row) for row in taught],
        "myClasses": [write_class(row) for row in classes],
        "paginate": write_page(rows[0]["rows_in_all"] if rows else 0, len(rows), limit),
    }


def write_training(row: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    training_id = str(row["training_id"])
    return {
        "id": training_id,
        "training_id": training_id,
        "enrollment_id": str(row["id"]),
        "name": row["name"],
        "type": row["type"],
        "active": row["is_active"],
        "theory": row["has_theory"],
        "flights": row["has_flights"],
        "flights_count": row["flights_total"],
        "time_online": row["tracks_time_online"],
        "validity": row["validity_days"],
        "revision": row["revision"],
        "enrollment": to_seconds(row["created_at"]),
        "supervisor_id": write_id(row["supervisor_id"]),
        "flight_phase": row["flight_phase"] or None,
        "finished": row["finished_at"] is not None,
        "finish_date": to_seconds(row["finished_at"]),
        "state": write_state(row),
        "withdrawn_date": write_day_seconds(row["withdrawn_on"], zone),
        "paused_date": write_day_seconds(row["paused_on"], zone),
        "subjects_count": row["subjects_count"],
        **write_progress(row),
    }


def write_taught(row: dict[str, Any]) -> dict[str, Any]:
    subject = {
        "id": str(row["id"]),
        "code": row["code"],
        "name": row["name"],
        "hours": float(row["hours"]),
        "lessons": row["lessons"],
    }
    return {"TrainingSubject": subject, "Training": {"id": str(row["training_id"]), "name": row["training"]}}


def write_lesson_class(row: dict[str, Any]) -> dict[str, Any]:
    """`LessonClass`"""
    return {
        "id": str(row["id"]),
        "training_subject_id": str(row["subject_id"]),
        "training_subject_lesson_id": write_id(row["lesson_id"]),
        "training_subject_exam_id": write_id(row["exam_id"]),
        "datetime": write_moment(row["starts_at"]),
        "status": "closed" if row["signed_at"] else "scheduled",
        "teacher_id": str(row["teacher_id"]),
        "signature": row["signature_text"] or None,
        "minutes": row["duration_minutes"],
        "location_id": write_id(row["location_id"]),
        "meeting_url": row["meeting_url"] or None,
        "remarks": row["remarks"],
    }


def write_class(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "LessonClass": write_lesson_class(row),
        "TrainingSubjectLesson": {
            "name": row["lesson"],
            "training_subject_id": write_id(row["lesson_subject_id"]),
            "TrainingSubject": {"name": row["subject"]},
        },
        "TrainingSubjectExam": {"name": row["exam"], "training_subject_id": write_id(row["exam_subject_id"])},
        "Teacher": write_person(row["teacher_id"], row["name"], row["surname"], row["photo"]),
    }
