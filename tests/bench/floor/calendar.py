"""`GET /trainings/trainings/calendar.json` between two days, for a student or a teacher."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from core.school_time import get_day_start
from tests.bench.floor.requests import Asked, Caller, Connection, Row

LONGEST = timedelta(days=1)  # of a class
# A title has "code name" of the subject, and the lesson or exam.
CLASSES = """
    SELECT c.id, c.starts_at, c.duration_minutes, c.lesson_id, c.exam_id, c.subject_id, c.meeting_url, c.signed_at,
        s.training_id, s.code, s.name AS subject, coalesce(l.name, x.name) AS item, t.color, u.name, u.surname,
        p.name AS place
    FROM onsite_classsession c JOIN trainings_subject s ON s.id = c.subject_id
        JOIN trainings_training t ON t.id = s.training_id JOIN accounts_user u ON u.id = c.teacher_id
        LEFT JOIN trainings_lesson l ON l.id = c.lesson_id LEFT JOIN exams_exam x ON x.id = c.exam_id
        LEFT JOIN locations_location p ON p.id = c.location_id
    WHERE c.id IN (
        SELECT a.class_session_id FROM onsite_attendance a JOIN trainings_enrollment e ON e.id = a.enrollment_id
            WHERE e.user_id = %(user)s AND a.starts_at > %(near)s AND a.starts_at < %(end)s
        UNION SELECT o.id FROM onsite_classsession o
            WHERE o.teacher_id = %(user)s AND o.starts_at > %(near)s AND o.starts_at < %(end)s)
    AND c.company_id = %(company)s AND c.deleted_at IS NULL
    AND c.starts_at + make_interval(mins => c.duration_minutes) > %(start)s ORDER BY c.starts_at, c.id"""


def answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    zone = ZoneInfo(asked.query["timeZone"])
    start, end = (get_day_start(date.fromisoformat(asked.query[edge]), zone) for edge in ("start", "end"))
    values = {
        "user": caller.id,
        "company": caller.company_id,
        "near": start - LONGEST,
        "start": start,
        "end": end,
    }
    return [write_event(row, zone) for row in connection.execute(CLASSES, values)]


def write_event(row: Row, zone: ZoneInfo) -> Row:
    subject = f"{row['code']} {row['subject']}".strip()
    ends_at = row["starts_at"] + timedelta(minutes=row["duration_minutes"])
    return {
        "id": str(row["id"]),
        "title": f"{subject}: {row['item']}" if row["item"] else subject,
        "start": row["starts_at"].astimezone(zone).isoformat(timespec="seconds"),
        "end": ends_at.astimezone(zone).isoformat(timespec="seconds"),
        "allDay": False,
        "color": row["color"],
        "url": f"/trainings/onsite/class/{row['id']}",
        "extendedProps": {
            "type": "lesson" if row["lesson_id"] else "exam" if row["exam_id"] else "class",
            "training_id": str(row["training_id"]),
            "training_subject_id": str(row["subject_id"]),
            "teacher": f"{row['name']} {row['surname']}",
            "location": row["place"],
            "meeting_url": row["meeting_url"] or None,
            "status": "closed" if row["signed_at"] else "scheduled",
        },
    }
