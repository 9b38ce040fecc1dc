"""`GET /manager/trainings/students/list.json`, the first page, for a manager."""

from typing import Any
from zoneinfo import ZoneInfo

from tests.bench.floor.progress import COUNTS, COUNTS_JOINED, PROGRESS, write_progress
from tests.bench.floor.requests import Asked, Caller, Connection, Row
from tests.bench.floor.training_view import write_enrollment, write_optional_person
from tests.bench.floor.wire import write_page

PAGE = 50
ENROLLMENTS = "(SELECT coalesce(sum(change), 0) FROM trainings_enrollmentcount WHERE company_id = %(company)s)"
# The page before its columns: in one, they would be computed for every enrollment of the school.
STUDENTS = f"""
    WITH chosen AS MATERIALIZED (
        SELECT e.id FROM trainings_enrollment e JOIN accounts_user u ON u.id = e.user_id
        WHERE e.company_id = %(company)s AND u.company_id = %(company)s
        ORDER BY u.surname, u.name, u.id, e.id LIMIT {PAGE}),
    page AS MATERIALIZED (
        SELECT e.*, t.name, t.type, t.has_theory, t.has_flights
        FROM chosen c JOIN trainings_enrollment e ON e.id = c.id JOIN trainings_training t ON t.id = e.training_id),
    {PROGRESS}
    SELECT p.*, {ENROLLMENTS} AS rows_in_all,
        u.email, u.is_active, u."group", u.name AS user_name, u.surname AS user_surname, u.photo AS user_photo,
        s.name AS supervisor_name, s.surname AS supervisor_surname, s.photo AS supervisor_photo, {COUNTS},
        a.given, a.taken, r.flown_on, r.mission
    FROM page p {COUNTS_JOINED} JOIN accounts_user u ON u.id = p.user_id
        LEFT JOIN accounts_user s ON s.id = p.supervisor_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS given, count(*) FILTER (WHERE a.is_present) AS taken FROM onsite_attendance a
            WHERE a.enrollment_id = p.id AND NOT a.is_cancelled AND a.starts_at < now()) a
        LEFT JOIN LATERAL (
            SELECT r.flown_on, f.name AS mission FROM missions_flightrecord r
            JOIN missions_flighttemplate f ON f.id = r.template_id
            WHERE r.enrollment_id = p.id ORDER BY r.flown_on DESC, r.id DESC LIMIT 1) r ON true
    ORDER BY u.surname, u.name, p.user_id, p.id"""


def answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    if not caller.is_manager:
        return None
    rows = connection.execute(STUDENTS, {"company": caller.company_id}).fetchall()
    page = write_page(rows[0]["rows_in_all"] if rows else 0, len(rows), PAGE)
    return {"students": [write_student(row, caller, caller.zone) for row in rows], "paginate": page}


def write_student(row: Row, caller: Caller, zone: ZoneInfo) -> Row:
    progress = write_progress(row)
    lessons = {"Lessons": progress["Lessons"]} if "Lessons" in progress else {}
    flights = {"FlightProgress": progress["FlightProgress"]} if "FlightProgress" in progress else {}
    notes = row["notes"] or None
    return {
        "TrainingsUser": write_enrollment(row, zone) | {"notes": notes if row["user_id"] != caller.id else None},
        "Training": write_training(row),
        "User": write_user(row),
        "Supervisor": write_optional_person(row, "supervisor"),
        **lessons,
        "Attendance": write_attendance(row["given"], row["taken"]),
        **flights,
        "Phase": row["flight_phase"] or None,
        "LastFlight": {"date": row["flown_on"].isoformat(), "name": row["mission"]} if row["flown_on"] else None,
    }


def write_training(row: Row) -> Row:
    return {
        "id": str(row["training_id"]),
        "name": row["name"],
        "type": row["type"],
        "theory": row["has_theory"],
        "flights": row["has_flights"],
    }


def write_user(row: Row) -> Row:
    person = write_optional_person(row, "user")
    return {
        "id": str(row["user_id"]),
        "email": row["email"],
        "active": row["is_active"],
        "user_group_id": str(row["group"]),
        "UserDetail": person and person["UserDetail"],
    }


def write_attendance(given: int, taken: int) -> Row:
    percentage = (200 * taken + given) // (2 * given) if given else 0
    return {"given": given, "taken": taken, "percentage": percentage}
