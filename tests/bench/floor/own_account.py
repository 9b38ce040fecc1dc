"""`GET /users/view.json`"""

from typing import Any

from tests.bench.floor.requests import Asked, Caller, Connection
from tests.bench.floor.wire import write_day, write_id, write_moment

ROLES = {
    100: "Administrator",
    105: "Accountable Manager",
    110: "Operations Manager",
    120: "Chief Pilot",
    135: "Training Manager",
    150: "Chief Instructor",
    170: "Instructor",
    180: "Pilot",
    190: "Student",
}
ACCOUNT = """
    SELECT u.*, c.name AS company, EXISTS (
        SELECT 1 FROM accounts_token t WHERE t.user_id = u.id AND t.kind = 'api_key' AND t.revoked_at IS NULL
        AND (t.expires_at IS NULL OR t.expires_at > now())) AS has_api_key
    FROM accounts_user u JOIN accounts_company c ON c.id = u.company_id WHERE u.id = %s"""


def answer(connection: Connection, caller: Caller, asked: Asked) -> Any:
    row = connection.execute(ACCOUNT, [caller.id]).fetchone()
    if row is None:
        return None
    return {
        "User": write_user(row),
        "UserDetail": write_detail(row),
        "UserGroup": {"id": str(row["group"]), "name": ROLES[row["group"]]},
        "Company": {"id": str(row["company_id"]), "name": row["company"]},
    }


def write_user(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "email": row["email"],
        "active": row["is_active"],
        "user_group_id": str(row["group"]),
        "api": row["has_api_key"],
        "language": row["language"],
        "created": write_moment(row["created_at"]),
        "expiration": write_day(row["expires_on"]),
        "pilot": row["is_pilot"],
        "supervisor_id": write_id(row["supervisor_id"]),
        "base_id": write_id(row["base_id"]),
        "two_factor": row["two_factor"],
        "newsletter": row["wants_newsletter"],
        "alerts": row["wants_alerts"],
        "message_alerts": row["wants_message_alerts"],
    }


def write_detail(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "surname": row["surname"],
        "photo": f"/media/{row['photo']}" if row["photo"] else None,
        "phone": row["phone"] or None,
        "timezone_id": row["timezone_id"] or None,
        "country_id": row["country_id"] or None,
        "address": row["address"],
        "pc": row["postcode"],
        "city": row["city"],
        "dob": write_day(row["date_of_birth"]),
        "companyid": row["personnel_number"],
        "color": row["color"] or None,
        "modified": write_moment(row["modified_at"]),
    }
