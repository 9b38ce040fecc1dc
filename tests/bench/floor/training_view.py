"""`GET /trainings/trainings/view/{id}.json`, for the student of the enrollment.

Load School has no exams of a whole training (`TrainingExam`).
"""

from collections import defaultdict
from typing import Any
from zoneinfo import ZoneInfo

from core.school_time import pick_moment
from tests.bench.floor.progress import FACTS
from tests.bench.floor.requests import Asked, Caller, Connection, Row
from tests.bench.floor.wire import write_day, write_id, write_moment, write_person, write_school_day, write_state
from tests.bench.floor.written_training import write_flight_types, write_missions, write_progress_of, write_subjects

ENROLLMENT = """
    SELECT e.*, t.name, t.type, t.is_active, t.has_theory, t.has_flights, t.uses_competencies, t.uses_metrics,
        t.tracks_time_online, t.description, t.announcement, t.starts_on, t.ends_on, t.color, t.validity_days,
        t.requires_debriefing_signature, t.revision, t.manager_id, m.name AS manager_name,
        m.surname AS manager_surname, m.photo AS manager_photo, u.name AS user_name, u.surname AS user_surname,
        u.photo AS user_photo, s.name AS supervisor_name, s.surname AS supervisor_surname,
        s.photo AS supervisor_photo, s.email AS supervisor_email
    FROM trainings_enrollment e JOIN trainings_training t ON t.id = e.training_id
        JOIN accounts_user u ON u.id = e.user_id LEFT JOIN accounts_user m ON m.id = t.manager_id
        LEFT JOIN accounts_user s ON s.id = e.supervisor_id
    WHERE e.id = %s AND e.user_id = %s AND e.company_id = %s"""
SYLLABUS = """
    SELECT 'subject' AS kind, s.id, s.id AS subject_id, s.name, s."order", s.code AS tie, s.hours, s.teacher_id,
        0 AS minutes, true AS is_mandatory, '' AS type, '' AS rules
    FROM trainings_subject s WHERE s.training_id = %(training)s AND s.deleted_at IS NULL
    UNION ALL
    SELECT 'lesson', l.id, s.id, l.name, l."order", l.name, 0, NULL, l.duration_minutes, l.is_mandatory, '', ''
    FROM trainings_subject s JOIN trainings_lesson l ON l.subject_id = s.id
    WHERE s.training_id = %(training)s AND s.deleted_at IS NULL AND l.deleted_at IS NULL
    UNION ALL
    SELECT 'exam', x.id, s.id, x.name, x."order", x.name, 0, NULL, 0, x.is_mandatory, x.type, ''
    FROM trainings_subject s JOIN exams_exam x ON x.subject_id = s.id
    WHERE s.training_id = %(training)s AND s.deleted_at IS NULL AND x.deleted_at IS NULL AND x.lesson_id IS NULL
    UNION ALL
    SELECT 'mission', f.id, NULL, f.name, f."order", '', f.hours, NULL, 0, true, f.flight_type, f.rules
    FROM missions_flighttemplate f WHERE f.training_id = %(training)s AND f.deleted_at IS NULL
    ORDER BY 5, 6, 2"""
DONE = f"""
    WITH page AS (SELECT %(id)s::uuid AS id, %(training)s::uuid AS training_id, %(type)s::text AS type), {FACTS}
    SELECT f.item_id, EXISTS (SELECT 1 FROM trainings_credit c WHERE c.enrollment_id = f.enrollment_id
        AND c.item_id = f.item_id AND c.revoked_at IS NULL) AS is_credited FROM facts f"""
FLOWN = """
    SELECT r.*, f.name, f."order", f.flight_type FROM missions_flightrecord r
        JOIN missions_flighttemplate f ON f.id = r.template_id
    WHERE r.enrollment_id = %s ORDER BY r.flown_on, r.id"""
WEEKS = """
    SELECT extract(isoyear FROM w.ended_at AT TIME ZONE %(zone)s)::int AS year,
        extract(week FROM w.ended_at AT TIME ZONE %(zone)s)::int AS week, sum(w.seconds) AS seconds
    FROM trainings_lessonstudy st JOIN trainings_studysession w ON w.study_id = st.id
    WHERE st.enrollment_id = %(id)s GROUP BY 1, 2 ORDER BY 1, 2"""


def answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    row = connection.execute(ENROLLMENT, [asked.id, caller.id, caller.company_id]).fetchone()
    if row is None:
        return None
    values = {"id": row["id"], "training": row["training_id"], "type": row["type"], "zone": caller.timezone_id}
    kinds: dict[str, list[Row]] = defaultdict(list)
    for item in connection.execute(SYLLABUS, values):
        kinds[item["kind"]].append(item)
    done = {item["item_id"]: item["is_credited"] for item in connection.execute(DONE, values)}
    flown = connection.execute(FLOWN, [row["id"]]).fetchall()
    subjects = write_subjects(kinds, done, row["training_id"])
    training = {
        "TrainingsUser": write_enrollment(row, caller.zone),
        "Training": {
            **write_training(row),
            "TrainingSubject": subjects,
            "TrainingExam": [],
            "TrainingFlight": write_missions(kinds["mission"], done),
            "Manager": write_optional_person(row, "manager"),
        },
        "User": write_person(row["user_id"], row["user_name"], row["user_surname"], row["user_photo"]),
        "Supervisor": write_supervisor(row),
        "Function": "student",
        "weeklytime": [write_week(week) for week in connection.execute(WEEKS, values)],
        "Progress": write_progress_of(subjects),
        "TrainingFlightTypes": write_flight_types(kinds["mission"], done, flown),
    }
    return {"training": training, "performedFlightTrainings": [write_flown(record, caller.zone) for record in flown]}


def write_enrollment(row: Row, zone: ZoneInfo) -> Row:
    return {
        "id": str(row["id"]),
        "training_id": str(row["training_id"]),
        "user_id": str(row["user_id"]),
        "supervisor_id": write_id(row["supervisor_id"]),
        "finish_before": write_school_day(row["finish_before_at"], zone),
        "finished": row["finished_at"] is not None,
        "finish_date": write_school_day(row["finished_at"], zone),
        "state": write_state(row),
        "withdrawn_date": write_day(row["withdrawn_on"]),
        "paused_date": write_day(row["paused_on"]),
        "validity": write_day(row["valid_until_on"]),
        "flight_phase": row["flight_phase"] or None,
        "notes": None,
        "created": write_school_day(row["created_at"], zone),
        "modified": write_school_day(row["modified_at"], zone),
    }


def write_training(row: Row) -> Row:
    return {
        "id": str(row["training_id"]),
        "name": row["name"],
        "type": row["type"],
        "active": row["is_active"],
        "theory": row["has_theory"],
        "flights": row["has_flights"],
        "competencies": row["uses_competencies"],
        "metrics": row["uses_metrics"],
        "time_online": row["tracks_time_online"],
        "description": row["description"],
        "announcement": row["announcement"] or None,
        "start": write_day(row["starts_on"]),
        "end": write_day(row["ends_on"]),
        "color": row["color"],
        "validity": row["validity_days"],
        "require_debriefing_signature": row["requires_debriefing_signature"],
        "revision": row["revision"],
    }


def write_optional_person(row: Row, role: str) -> Row | None:
    id = row[f"{role}_id"]
    return id and write_person(id, row[f"{role}_name"], row[f"{role}_surname"], row[f"{role}_photo"])


def write_supervisor(row: Row) -> Row | None:
    person = write_optional_person(row, "supervisor")
    return person and {**person, "email": row["supervisor_email"]}


def write_week(row: Row) -> Row:
    week = row["week"]
    return {"week_name": f"Week {week}", "year": row["year"], "week": week, "week_time": row["seconds"]}


def write_flown(row: Row, zone: ZoneInfo) -> Row:
    record = {
        "id": str(row["id"]),
        "training_flight_id": str(row["template_id"]),
        "flight_id": row["flight_id"] or None,
        "completed": write_completed(row, zone),
        "time": row["seconds"],
        "remarks": row["remarks"],
        "signed": row["signed_at"] is not None,
    }
    mission = {"id": str(row["template_id"]), "name": row["name"], "order": row["order"]}
    return {"UserTrainingFlight": record, "TrainingFlight": mission}


def write_completed(row: Row, zone: ZoneInfo) -> str | None:
    """The moment of recording, or one of the day of the flight if that was another."""
    if not row["is_completed"]:
        return None
    is_same_day = row["created_at"].astimezone(zone).date() == row["flown_on"]
    return write_moment(row["created_at"] if is_same_day else pick_moment(row["flown_on"], zone))
